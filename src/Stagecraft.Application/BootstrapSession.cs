using Stagecraft.Bootstrap;
using Stagecraft.Bootstrap.Ssh;
using Stagecraft.Configuration;

namespace Stagecraft.Application;

/// <summary>The workflow shared by the MSBuild tasks and the tool: configuration → hosts → engine → report.</summary>
internal sealed class BootstrapSession
{
    private const string StandardInput = "-";

    private readonly BootstrapRequest request;
    private readonly RunEnvironment environment;
    private readonly ProjectOptions settings;
    private readonly IHostConnector? connector;
    private readonly HostFilter limit;
    private readonly HostFilter exclude;

    private BootstrapSession(BootstrapRequest request, RunEnvironment environment, ProjectOptions settings, IHostConnector? connector, HostFilter limit, HostFilter exclude) =>
        (this.request, this.environment, this.settings, this.connector, this.limit, this.exclude) = (request, environment, settings, connector, limit, exclude);

    /// <summary>Reads the configuration and checks everything that can be checked before the first change.</summary>
    /// <exception cref="ConfigurationException">The configuration is wrong; nothing was changed.</exception>
    public static async Task<BootstrapSession> OpenAsync(BootstrapRequest request, RunEnvironment environment, CancellationToken cancellationToken)
    {
        CheckRequest(request);
        var reachesHosts = request.IsLeave || request.Purpose is BootstrapPurpose.Run or BootstrapPurpose.Check;
        var asksCloud = request is { HostsFile: null, Hosts: null } && request.Purpose != BootstrapPurpose.Validate;

        var file = await ProjectFile.ReadAsync(request.ConfigFile, environment, cancellationToken);
        var project = new ProjectReader(file, environment).Read(cloudSecrets: asksCloud, hostSecrets: reachesHosts, asksSudoPassword: request.AskSudoPassword is not null, joinsNetwork: !request.IsLeave);
        if (asksCloud && project.Cloud is null)
            throw new ConfigurationException(
                $"No source of hosts is configured. Set cloud.provider ({string.Join(", ", environment.Providers.Cloud.Keys)}), or pass a hosts document (--hosts, in MSBuild StagecraftHostsFile).",
                file.Root.Location);
        if (request.AskSudoPassword is { } ask) project = project with { Options = WithSudoPassword(project.Options, ask(), environment) };
        var selected = await HostFilter.ReadAsync(request.Limit, request.Names.Limit, ReadReport);
        var excluded = await HostFilter.ReadAsync(request.Exclude, request.Names.Exclude, ReadReport);
        return new BootstrapSession(request, environment, project, reachesHosts ? environment.Connect(project.Ssh) : null, selected, excluded);

        Task<BootstrapReport> ReadReport(string report) => MergedReport.ReadAsync(report, environment.CurrentDirectory, cancellationToken);
    }

    /// <inheritdoc cref="FindHostsAsync(IProgress{string}, CancellationToken)" />
    public Task<HostSelection> FindHostsAsync(CancellationToken cancellationToken) => FindHostsAsync(new NoProgress(), cancellationToken);

    /// <summary>Returns the requested hosts, after the limit and the shard are applied. A shard may be empty.</summary>
    /// <param name="progress">Receives a line for each creation and each wait.</param>
    /// <param name="cancellationToken">Stops the work between two changes.</param>
    /// <exception cref="ConfigurationException">A document is invalid, there are no hosts, the limit matches no host, or a run with a shard would create hosts.</exception>
    /// <exception cref="CloudException">The cloud provider failed.</exception>
    public async Task<HostSelection> FindHostsAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        var selection = request.Hosts is { } given ? Limited(HostList.Sort(given), progress)
            : request.HostsFile is { } file ? Limited(HostList.Sort(await ReadHostsAsync(file, cancellationToken)), progress)
            : await AskCloudAsync(settings.Cloud!, progress, cancellationToken);
        return selection with
        {
            Hosts = OfShard([.. selection.Hosts.Select(Reachable)]),
            IsOnlyListed = request.Hosts is not null || request.HostsFile is not null || settings.Cloud is StaticCloud,
        };
    }

    /// <summary>How the hosts would be reached, and where each setting comes from. No host is touched.</summary>
    /// <exception cref="ConfigurationException">OpenSSH's configuration is to be used, and there is no <c>ssh</c>.</exception>
    public Task<IReadOnlyList<(SshSettings? Settings, HostFailureException? Failure)>> DescribeConnectionsAsync(IReadOnlyList<Host> hosts, CancellationToken cancellationToken) =>
        SshConnector.DescribeAsync(settings.Ssh, hosts, cancellationToken);

    /// <summary>The SSH keys of the hosts, in their order. No host is logged in to.</summary>
    /// <exception cref="ConfigurationException">The configured key or the known_hosts file cannot be used.</exception>
    public Task<IReadOnlyList<HostKeys>> ReadHostKeysAsync(IReadOnlyList<Host> hosts, CancellationToken cancellationToken) =>
        environment.ReadHostKeys(settings.Ssh, hosts, request.MaxParallelHosts ?? settings.Options.MaxParallelHosts, cancellationToken);

    /// <summary>Checks the hosts of the document and of the list in the configuration, as far as that is possible without a connection.</summary>
    /// <returns>Warnings: what a run on this machine would fail with, and settings that are not safe.</returns>
    /// <exception cref="ConfigurationException">The document is invalid, or the network would refuse a host.</exception>
    public async Task<IReadOnlyList<ConfigurationError>> ValidateAsync(CancellationToken cancellationToken)
    {
        var hosts = request.HostsFile is { } file ? await ReadHostsAsync(file, cancellationToken) : (settings.Cloud as StaticCloud)?.Hosts ?? [];
        var errors = hosts.Select(Refusal).OfType<ConfigurationError>().ToList();
        return errors.Count > 0 ? throw new ConfigurationException(errors) : [.. settings.Notes, .. settings.Options.Warnings.Select(warning => new ConfigurationError(warning))];
    }

    /// <summary>Bootstraps the hosts or takes them out of their network, or checks either. The report contains every host, even if the run is canceled.</summary>
    public async Task<BootstrapReport> RunAsync(HostSelection selection, IBootstrapObserver observer, CancellationToken cancellationToken)
    {
        if (connector is null) throw new InvalidOperationException($"A session for {request.Purpose} does not connect to hosts.");

        var options = settings.Options with
        {
            CheckOnly = request.Purpose is BootstrapPurpose.Check or BootstrapPurpose.CheckLeave,
            MaxParallelHosts = request.MaxParallelHosts ?? settings.Options.MaxParallelHosts,
            Serial = request.Serial,
            MaxFail = request.MaxFail,
            Secrets = [.. environment.Secrets],
            Warnings = [.. settings.Options.Warnings, .. request.HostWarnings, .. selection.ToCreate.Select(NotThereYet)],
        };
        try
        {
            var engine = new BootstrapEngine(connector, settings.Network, options, observer);
            var report = await (request.IsLeave ? engine.LeaveAsync(selection.Hosts, cancellationToken) : engine.RunAsync(selection.Hosts, cancellationToken));
            return report with { Run = new RunIdentity { Environment = request.Environment, ToolVersion = environment.Version, Configuration = settings.Digest } };
        }
        finally
        {
            // Closes a connection to a bastion that the connector has kept open.
            if (connector is IAsyncDisposable kept) await kept.DisposeAsync();
        }
    }

    // A provider refuses a host that cannot be a node before the first connection.
    private ConfigurationError? Refusal(Host host)
    {
        try
        {
            settings.Network.FirstProbe(host);
            return null;
        }
        catch (HostFailureException failure)
        {
            return new ConfigurationError($"{failure.Observed} {failure.Remedy}", host.Location);
        }
    }

    private static BootstrapOptions WithSudoPassword(BootstrapOptions options, Secret password, RunEnvironment environment)
    {
        options = options with { SudoPassword = password };
        if (password.Reveal().Length < SecretText.MinLength)
            return options with { Warnings = [.. options.Warnings, $"The password for sudo has fewer than {SecretText.MinLength} characters, so it cannot be masked in output. Use a longer one."] };
        environment.Secrets.Add(password);
        return options;
    }

    // A host is assigned to a shard by its id, and a missing host has no id yet. Parallel shards would each create it.
    private static string NotForShards(HostShard shard, IReadOnlyList<string> names) =>
        $"Not all hosts exist yet, and a run with --shard ({shard}) does not create hosts. Create them once beforehand with 'dotnet build -t:InfraUp', or with 'up' without --shard. "
        + $"Missing: {string.Join(", ", names.Order(StringComparer.Ordinal).Select(SafeText.Line))}.";

    private static string NotThereYet(string name) => $"The host {SafeText.Line(name)} does not exist yet. A run would create and bootstrap it.";

    private IReadOnlyList<Host> OfShard(IReadOnlyList<Host> hosts) => request.Shard is { } shard ? [.. hosts.Where(shard.Contains)] : hosts;

    private HostSelection Limited(IReadOnlyList<Host> hosts, IProgress<string> progress) =>
        hosts.Count == 0 ? throw NoHosts() : new HostSelection(Selected(new CloudPlan(hosts, []), progress).Existing, []);

    private CloudPlan Selected(CloudPlan all, IProgress<string> progress)
    {
        var selected = exclude.Exclude(all, limit.Select(all));
        foreach (var pattern in limit.WithoutFailures) progress.Report($"{request.Names.Limit} '{SafeText.Line(pattern)}' selects no host: in that report, every host is ready.");
        if (selected.Existing.Count + selected.ToCreate.Count == 0) progress.Report("No host is selected.");
        return selected;
    }

    private static ConfigurationException NoHosts() => new("There are no hosts to work on.");

    // A private address is only meaningful from inside the hosts' network, so it is used only through a bastion or a proxy command.
    // The name in the network works from anywhere in that network.
    private Host Reachable(Host host) => (host.PublicIp, settings.Ssh.Address) switch
    {
        (not null, _) => host,
        (null, SshAddress.Network or SshAddress.Auto) when settings.Network.NodeFqdn(host) is { } name => host with { PublicIp = name },
        _ => IsBehindProxy(host) ? host with { PublicIp = host.PrivateIp } : host,
    };

    private bool IsBehindProxy(Host host) =>
        settings.Ssh is { ProxyJump.Count: > 0 } or { ProxyCommand: not (null or SshOptions.None) }
        || host.Ssh is { ProxyJump: not (null or SshOptions.None) } or { ProxyCommand: not (null or SshOptions.None) };

    private async Task<HostSelection> AskCloudAsync(ICloudProvider cloud, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var all = await cloud.PlanAsync(request.Environment, progress, cancellationToken);
        // A host that does not exist is in no network.
        if (request.IsLeave) all = all with { ToCreate = [] };
        if (all.Existing.Count + all.ToCreate.Count == 0) throw NoHosts();
        var plan = Selected(all, progress);
        if (request is { Shard: { } shard, Purpose: BootstrapPurpose.Run or BootstrapPurpose.Check } && plan.ToCreate.Count > 0)
            throw new ConfigurationException(NotForShards(shard, plan.ToCreate));
        var impossible = HostList.Sort(await ImpossibleAsync(plan, cancellationToken));
        plan = plan with { ToCreate = [.. plan.ToCreate.Except(impossible.Select(host => host.Name), StringComparer.Ordinal).Order(StringComparer.Ordinal)] };
        if (request.Purpose == BootstrapPurpose.ListHosts)
            return new HostSelection(HostList.Sort(plan.Existing), plan.ToCreate) { Impossible = impossible };
        if (request.Purpose == BootstrapPurpose.Check || request.IsLeave)
            return new HostSelection(HostList.Sort([.. plan.Existing, .. impossible]), plan.ToCreate);

        // Created before the hosts, so that a problem with a key is reported before anything is created.
        await using var wait = new SshWait(environment, settings.Ssh, connector, settings.CloudSshTimeout, progress);
        var hosts = HostList.Sort([.. Planned(await cloud.ApplyAsync(plan, progress, cancellationToken), plan), .. impossible]);
        return new HostSelection(await wait.ForAsync(OfShard([.. hosts.Select(Reachable)]), plan, cancellationToken), []);
    }

    // A provider may return all of its hosts, even if it was given only a part of the plan.
    private static IEnumerable<Host> Planned(IEnumerable<Host> hosts, CloudPlan plan)
    {
        var ids = plan.Existing.Select(host => host.Id).ToHashSet(StringComparer.Ordinal);
        var names = plan.ToCreate.ToHashSet(StringComparer.Ordinal);
        return hosts.Where(host => ids.Contains(host.Id) || names.Contains(host.Name));
    }

    private async Task<IReadOnlyList<Host>> ImpossibleAsync(CloudPlan plan, CancellationToken cancellationToken)
    {
        var hosts = new List<Host>();
        LoginKeys? keys = null;
        foreach (var name in plan.ToCreate)
        {
            var problem = plan.Impossible.GetValueOrDefault(name);
            if (problem is null && plan.LoginKeys.TryGetValue(name, out var accepted))
                problem = NoLogin(accepted, keys ??= await environment.LoginKeys(settings.Ssh, cancellationToken));
            if (problem is not null) hosts.Add(new Host { Id = name, Name = name, Role = plan.Roles.GetValueOrDefault(name), Problem = problem });
        }

        return hosts;
    }

    private static HostProblem? NoLogin(CloudLoginKeys accepted, LoginKeys keys)
    {
        var oneOf = accepted.PublicKeys.Count > 1 ? "one of " : "";
        var fix = $"Set infra.bootstrap.ssh.privateKeyPath to the private half of {oneOf}{accepted.Names}, or add it to ssh-agent.";
        if (keys.IsEmpty)
            return new HostProblem($"The host was not created because this machine has no SSH key to log in with ({SafeText.Line(keys.Description).TrimEnd('.')}).", fix);
        return accepted.PublicKeys.Any(keys.Match) ? null : new HostProblem(
            $"The host was not created because it would accept only {accepted.Names}, and this machine has a different key ({SafeText.Line(keys.Description)}).", fix);
    }

    private async Task<IReadOnlyList<Host>> ReadHostsAsync(string file, CancellationToken cancellationToken)
    {
        if (file != StandardInput)
        {
            var path = Path.GetFullPath(file, environment.CurrentDirectory);
            return HostsDocument.Parse(environment.Mask(await BoundedText.ReadFileAsync(path, file, cancellationToken)), file);
        }

        // A console read cannot be canceled, so the wait for it is canceled instead.
        var text = await BoundedText.ReadAsync(environment.Input, cancellationToken).WaitAsync(cancellationToken)
            ?? throw new ConfigurationException($"The hosts document on standard input is larger than {BoundedText.MaxLength / 1024 / 1024} MB. Check that it is the right document.");
        return HostsDocument.Parse(environment.Mask(text), "standard input");
    }

    private static void CheckRequest(BootstrapRequest request)
    {
        if (request.ConfigFile is "" || request.HostsFile is "")
            throw new ConfigurationException("A file name is empty. Check whether a variable on the command line is unset.");
        if (request.IsLeave && request.Limit.Count == 0)
            throw new ConfigurationException($"{request.Names.Limit} is required. Name the hosts that leave the network. '*' means all hosts.");
        if (request.Serial is { Number: 0 })
            throw new ConfigurationException($"{request.Names.Serial} must be at least 1 host or 1%.");
        if (request is { MaxFail: not null, Serial: null })
            throw new ConfigurationException($"{request.Names.MaxFail} requires {request.Names.Serial}, because failures are counted between batches. Set {request.Names.Serial} to the size of a batch.");
        if (request.MaxParallelHosts is < 1 or > BootstrapOptions.MaxParallel)
            throw new ConfigurationException($"The number of parallel hosts must be from 1 to {BootstrapOptions.MaxParallel}; it is {request.MaxParallelHosts}.");

        // The name becomes part of commands and of resource names in the cloud.
        if (request.Environment is { } name && (name.Length == 0 || !char.IsAsciiLetterOrDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')))
            throw new ConfigurationException($"The environment name '{SafeText.Line(name)}' is not valid. Use letters, digits, '-', '_' and '.', beginning with a letter or digit, such as production.");
    }
}

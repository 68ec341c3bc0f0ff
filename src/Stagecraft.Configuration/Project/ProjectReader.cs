using Stagecraft.Bootstrap.Engine;
using Stagecraft.Bootstrap.Settings;
using Stagecraft.Bootstrap.Ssh;
using Stagecraft.Bootstrap.Text;
using Stagecraft.Configuration.Cloud;

namespace Stagecraft.Configuration.Project;

/// <summary>Reads host bootstrap's sections of <c>stagecraft.yml</c>: <c>cloud</c>, <c>network</c> and <c>infra.bootstrap</c>. All errors are reported together.</summary>
internal sealed class ProjectReader(ProjectFile file, Surroundings surroundings)
{
    private const string BootstrapKey = "bootstrap";

    private static readonly string[] Sections = ["cloud", "network", "infra"];

    /// <param name="cloudSecrets">Whether the cloud provider will be used.</param>
    /// <param name="hostSecrets">Whether the session will connect to hosts and join them to the network.</param>
    /// <exception cref="ConfigurationException">The configuration is wrong, or a required secret is missing.</exception>
    public ProjectSettings Read(bool cloudSecrets, bool hostSecrets)
    {
        var named = new NamedSecrets(OurSections());
        foreach (var secret in named.Read(surroundings.Environment, ResolvePath)) surroundings.Secrets.Add(secret);
        var all = new SettingsContext
        {
            Environment = surroundings.Environment,
            ResolvePath = ResolvePath,
            Secrets = surroundings.Secrets,
            SecretVariables = named.Variables,
        };
        var hostContext = hostSecrets ? all : all.WithoutSecrets();
        var root = new SettingsSection("", file.Root, hostContext);
        RejectSlips(root, Sections);
        var slipped = all.Errors.Count > 0;

        var infra = root.Section("infra");
        if (infra is not null) RejectSlips(infra, [BootstrapKey]);
        var bootstrap = infra?.Section(BootstrapKey);
        var networkChoice = bootstrap?.Section("network");
        var preferred = networkChoice?.Scalar("provider");
        networkChoice?.RejectUnknownKeys();

        var cloudSection = root.Section("cloud");
        var sshTimeout = cloudSection?.Duration("sshTimeout") ?? SshWait.DefaultLongest;
        var cloud = ProviderSection.Read(cloudSection, "cloud", preferred: null, surroundings.Providers.Cloud, cloudSecrets ? all : all.WithoutSecrets());
        var before = all.Errors.Count;
        var network = ProviderSection.Read(root.Section("network"), "network", preferred, surroundings.Providers.Network, hostContext);
        if (network is null && !slipped && all.Errors.Count == before)
            all.Report($"network.provider is required. Set it to the network that hosts join: {string.Join(", ", surroundings.Providers.Network.Keys)}.", root.LocationOf("network"));

        var ssh = SshSection.Read(bootstrap?.Section("ssh"), surroundings);
        var options = ReadOptions(bootstrap, ssh, all);
        bootstrap?.RejectUnknownKeys();
        all.ThrowIfAny();
        return new ProjectSettings(cloud, sshTimeout, network!, ssh, options);
    }

    private IEnumerable<SettingsNode> OurSections() =>
    [
        .. file.Root.Entries.Where(entry => entry.Key is "cloud" or "network").Select(entry => entry.Value),
        .. file.Root.Entries.Where(entry => entry.Key == "infra").Select(entry => entry.Value).OfType<SettingsMapping>()
            .SelectMany(infra => infra.Entries).Where(entry => entry.Key == BootstrapKey).Select(entry => entry.Value),
    ];

    private static BootstrapOptions ReadOptions(SettingsSection? bootstrap, SshOptions ssh, SettingsContext context)
    {
        var defaults = new BootstrapOptions();
        IReadOnlyList<string> warnings =
        [
            .. ssh.HostKeyPolicy == HostKeyPolicy.Off
                ? ["Host keys are not checked (infra.bootstrap.ssh.hostKeyPolicy: off), so an attacker on the network can impersonate a host. Use accept-new or strict."]
                : Array.Empty<string>(),
            .. context.Warnings,
        ];
        return new BootstrapOptions
        {
            MaxParallelHosts = bootstrap?.Number("maxParallelHosts", 1, BootstrapRequest.MaxParallel) ?? defaults.MaxParallelHosts,
            Docker = DockerSection.Read(bootstrap?.Section("docker")),
            Timeouts = TimeoutsSection.Read(bootstrap?.Section("timeouts")),
            Warnings = warnings.Count > 0 ? warnings : defaults.Warnings,
        };
    }

    // The file also contains sections of other features, which are not checked. A key that looks like a typo of one of
    // our sections is an error; otherwise hosts would silently be bootstrapped with default settings.
    private static void RejectSlips(SettingsSection section, IReadOnlyList<string> ours)
    {
        var where = section.Path.Length > 0 ? $" in {section.Path}" : "";
        foreach (var entry in section.Entries)
        {
            var missing = ours.Where(name => !section.Has(name));
            if (!ours.Contains(entry.Key, StringComparer.Ordinal) && Suggestion.For(entry.Key, missing) is { Length: > 0 } suggestion)
                section.Context.Report($"Unknown key '{SafeText.Line(entry.Key)}'{where}.{suggestion}", entry.Location);
        }
    }

    // '~' as in shells, on Windows also before a backslash. '~user' is not supported.
    private string ResolvePath(string path) => path switch
    {
        "~" => surroundings.HomeDirectory,
        ['~', var separator, .. var rest] when separator == Path.DirectorySeparatorChar || separator == Path.AltDirectorySeparatorChar =>
            Path.Join(surroundings.HomeDirectory, rest),
        _ => Path.GetFullPath(path, file.Directory),
    };
}

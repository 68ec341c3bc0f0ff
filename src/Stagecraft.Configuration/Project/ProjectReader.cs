using Stagecraft.Bootstrap.Engine;
using Stagecraft.Bootstrap.Settings;
using Stagecraft.Bootstrap.Ssh;
using Stagecraft.Bootstrap.Text;
using Stagecraft.Configuration.Cloud;

namespace Stagecraft.Configuration.Project;

/// <summary>Reads our sections of <c>stagecraft.yml</c>: <c>cloud</c>, <c>network</c> and <c>infra.bootstrap</c>. All errors are found in one go.</summary>
internal sealed class ProjectReader(ProjectFile file, Surroundings surroundings)
{
    private const string BootstrapKey = "bootstrap";

    private static readonly string[] Sections = ["cloud", "network", "infra"];

    /// <param name="cloudSecrets">Whether the cloud provider will be asked.</param>
    /// <param name="hostSecrets">Whether hosts will be connected to and joined.</param>
    /// <exception cref="ConfigurationException">Something is wrong, or a secret that is needed is not there.</exception>
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
            all.Report($"network.provider is required. Name the network that hosts join: {string.Join(", ", surroundings.Providers.Network.Keys)}.", root.LocationOf("network"));

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
                ? ["Host keys are not checked (infra.bootstrap.ssh.hostKeyPolicy: off): anyone on the way can pose as a host. Use accept-new or strict."]
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

    // Other features have sections here, and theirs are not ours to judge. But a slip in the name of ours must not pass
    // for a section of theirs, or hosts would be bootstrapped with defaults that nobody wanted.
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

    // '~' as shells have it, and on Windows also before a backslash. '~ann' is nobody's home here.
    private string ResolvePath(string path) => path switch
    {
        "~" => surroundings.HomeDirectory,
        ['~', var separator, .. var rest] when separator == Path.DirectorySeparatorChar || separator == Path.AltDirectorySeparatorChar =>
            Path.Join(surroundings.HomeDirectory, rest),
        _ => Path.GetFullPath(path, file.Directory),
    };
}

using Stagecraft.Bootstrap;
using Stagecraft.Bootstrap.Ssh;

namespace Stagecraft.Configuration;

/// <summary>Reads host bootstrap's sections of <c>stagecraft.yml</c>: <c>cloud</c>, <c>network</c> and <c>infra.bootstrap</c>. All errors are reported together.</summary>
internal sealed class ProjectReader(ProjectFile file, ConfigurationEnvironment environment)
{
    private const string BootstrapKey = "bootstrap";

    private static readonly string[] Sections = ["cloud", "network", "infra"];

    /// <param name="cloudSecrets">Whether the cloud provider will be used.</param>
    /// <param name="hostSecrets">Whether the session will connect to hosts.</param>
    /// <param name="asksSudoPassword">Whether a person enters the password for sudo, so that the one that the configuration names for all hosts is not needed.</param>
    /// <param name="joinsNetwork">Whether hosts may join the network, which needs its secrets.</param>
    /// <exception cref="ConfigurationException">The configuration is wrong, or a required secret is missing.</exception>
    public ProjectOptions Read(bool cloudSecrets, bool hostSecrets, bool asksSudoPassword = false, bool joinsNetwork = true)
    {
        var named = new NamedSecrets(OurSections().Select(section => section.Value));
        foreach (var secret in named.Read(environment.Environment, ResolvePath)) environment.Secrets.Add(secret);
        var all = new SettingsContext
        {
            Environment = environment.Environment,
            ResolvePath = ResolvePath,
            Secrets = environment.Secrets,
            SecretVariables = named.Variables,
            ReadHostSecrets = hostSecrets,
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
        var sshTimeout = cloudSection?.Duration("sshTimeout") ?? ProjectOptions.DefaultSshTimeout;
        var cloud = ProviderSection.Read(cloudSection, "cloud", preferred: null, environment.Providers.Cloud, cloudSecrets ? all : all.WithoutSecrets());
        var before = all.Errors.Count;
        var network = ProviderSection.Read(root.Section("network"), "network", preferred, environment.Providers.Network, hostSecrets && joinsNetwork ? all : all.WithoutSecrets());
        if (network is null && !slipped && all.Errors.Count == before)
            all.Report($"network.provider is required. Set it to the network that hosts join: {string.Join(", ", environment.Providers.Network.Keys)}.", root.LocationOf("network"));

        var (ssh, sudoPassword) = SshSection.Read(bootstrap?.Section("ssh"), environment, all, needsSudoPassword: hostSecrets && !asksSudoPassword);
        var options = ReadOptions(bootstrap, ssh, all) with { SudoPassword = sudoPassword };
        bootstrap?.RejectUnknownKeys();
        all.ThrowIfAny();
        return new ProjectOptions(cloud, sshTimeout, network!, ssh, options) { Digest = ConfigurationDigest.Of(OurSections(), all.Keys, environment.Mask), Notes = all.Notes };
    }

    private IEnumerable<SettingsEntry> OurSections() =>
    [
        .. file.Root.Entries.Where(entry => entry.Key is "cloud" or "network"),
        .. file.Root.Entries.Where(entry => entry.Key == "infra").Select(entry => entry.Value).OfType<SettingsMapping>()
            .SelectMany(infra => infra.Entries).Where(entry => entry.Key == BootstrapKey).Select(entry => entry with { Key = $"infra.{BootstrapKey}" }),
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
            MaxParallelHosts = bootstrap?.Number("maxParallelHosts", 1, BootstrapOptions.MaxParallel) ?? defaults.MaxParallelHosts,
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

    private string ResolvePath(string path) => environment.ResolvePath(path, file.Directory);
}

using System.Text.Json;
using Stagecraft.Bootstrap;
using Stagecraft.Bootstrap.Ssh;

namespace Stagecraft.Configuration;

/// <summary>Reads <c>infra.bootstrap.ssh</c>.</summary>
internal static class SshSection
{
    private static readonly Dictionary<string, HostKeyPolicy> Policies = new(StringComparer.Ordinal)
    {
        ["strict"] = HostKeyPolicy.Strict,
        ["accept-new"] = HostKeyPolicy.AcceptNew,
        ["off"] = HostKeyPolicy.Off,
    };

    private static readonly Dictionary<string, SshAddress> Addresses = new(StringComparer.Ordinal)
    {
        ["public"] = SshAddress.Public,
        ["network"] = SshAddress.Network,
        ["auto"] = SshAddress.Auto,
    };

    // OpenSSH reads these files in addition to the user's.
    private static readonly string MachineFolder = OperatingSystem.IsWindows()
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "ssh")
        : "/etc/ssh";

    private static readonly string[] MachineKnownHostsFiles =
        [Path.Combine(MachineFolder, "ssh_known_hosts"), Path.Combine(MachineFolder, "ssh_known_hosts2")];

    // On Windows the agent is a service with a fixed pipe name.
    private static readonly string? UsualAgent = OperatingSystem.IsWindows() ? @"\\.\pipe\openssh-ssh-agent" : null;

    /// <returns>How to connect, and the password for sudo, or null.</returns>
    public static (SshOptions Options, Secret? SudoPassword) Read(SettingsSection? section, ConfigurationEnvironment environment, SettingsContext context, bool needsSudoPassword)
    {
        var defaults = new SshOptions
        {
            HomeDirectory = environment.HomeDirectory,
            MachineKnownHostsFiles = MachineKnownHostsFiles,
            AgentSocket = environment.Environment("SSH_AUTH_SOCK") is { Length: > 0 } socket ? socket : UsualAgent,
            UseConfig = environment.UsesSshConfig && File.Exists(Path.Combine(environment.HomeDirectory, ".ssh", "config")),
            IsInteractive = environment.IsInteractive,
            SearchPath = environment.Environment("PATH") ?? "",
            Programs = new LocalPrograms
            {
                WorkingDirectory = context.ResolvePath("."),
                HiddenVariables = context.SecretVariables,
                Mask = environment.Mask,
                Variable = environment.Environment,
            },
        };
        if (section is null) return (defaults, null);

        var (useConfig, configFile) = ReadConfig(section);
        var options = defaults with
        {
            Address = section.Choice("address", Addresses) ?? defaults.Address,
            User = section.Text("user"),
            Port = section.Number("port", 1, 65535),
            PrivateKeyPath = section.KeyFile("privateKeyPath"),
            CertificatePath = section.KeyFile("certificatePath"),
            Passphrase = Passphrase(section, "passphraseEnv"),
            IdentityAgent = Agent(section, "identityAgent"),
            KnownHostsFile = section.FilePath("knownHostsFile"),
            HostKeyPolicy = section.Choice("hostKeyPolicy", Policies) ?? defaults.HostKeyPolicy,
            ProxyJump = ProxyJump(section, "proxyJump"),
            ProxyCommand = section.Text("proxyCommand"),
            KexAlgorithms = Algorithms(section, "kexAlgorithms"),
            Ciphers = Algorithms(section, "ciphers"),
            Macs = Algorithms(section, "macs"),
            HostKeyAlgorithms = Algorithms(section, "hostKeyAlgorithms"),
            ConnectTimeout = section.Duration("connectTimeout"),
            UseConfig = useConfig ?? defaults.UseConfig,
            ConfigFile = configFile,
        };
        foreach (var problem in options.Problems())
        {
            var key = JsonNamingPolicy.CamelCase.ConvertName(problem.Option);
            section.Reject(key, problem.WhyFor(other => section.SpelledLike(key, JsonNamingPolicy.CamelCase.ConvertName(other))));
        }

        var (sudoPassword, _) = SudoPassword.Read(section, "sudoPasswordEnv", "sudoPasswordFile", needsSudoPassword);
        section.RejectUnknownKeys();
        return (options, sudoPassword);
    }

    /// <summary>A passphrase. Infra-up also needs it: it waits until new hosts accept a login, even if they are not bootstrapped.</summary>
    public static Secret? Passphrase(SettingsSection section, string key) => section.Text(key) is { } variable
        ? section.Context.PassphraseFromEnvironment(variable, section.Name(key), section.LocationOf(key))
        : null;

    /// <summary>The socket of an agent: a path, a named pipe of Windows, or one of OpenSSH's words.</summary>
    public static string? Agent(SettingsSection section, string key) =>
        section.Text(key) is { } text && (text is SshOptions.None or SshOptions.EnvironmentAgent || text.StartsWith(@"\\.\pipe\", StringComparison.Ordinal))
            ? text
            : section.FilePath(key);

    /// <summary>Bastions; an empty list if there are none although others might be configured.</summary>
    public static IReadOnlyList<JumpHost>? ProxyJump(SettingsSection section, string key)
    {
        if (section.Text(key) is not { } text) return null;
        if (text == SshOptions.None) return [];
        if (JumpHost.ParseList(text) is { } hosts) return hosts;
        section.Reject(key, $"must be the [user@]host[:port] of a bastion, or several separated by commas, with IPv6 addresses in brackets. It is '{SafeText.Line(text)}'.");
        return null;
    }

    // One text, as in OpenSSH's configuration, or a list.
    private static string? Algorithms(SettingsSection section, string key) =>
        section.Node(key) is SettingsSequence ? string.Join(',', section.Texts(key)) : section.Text(key);

    // True, false, or the path of a file.
    private static (bool? Use, string? File) ReadConfig(SettingsSection section) => section.Text("config") switch
    {
        null => (null, null),
        "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => (section.Flag("config"), null),
        _ => (true, section.FilePath("config")),
    };
}

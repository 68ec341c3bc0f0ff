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

    // OpenSSH reads these files in addition to the user's.
    private static readonly string MachineFolder = OperatingSystem.IsWindows()
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "ssh")
        : "/etc/ssh";

    private static readonly string[] MachineKnownHostsFiles =
        [Path.Combine(MachineFolder, "ssh_known_hosts"), Path.Combine(MachineFolder, "ssh_known_hosts2")];

    // On Windows the agent is a service with a fixed pipe name.
    private static readonly string? UsualAgent = OperatingSystem.IsWindows() ? @"\\.\pipe\openssh-ssh-agent" : null;

    /// <returns>How to connect, and the password for sudo, or null.</returns>
    public static (SshOptions Options, Secret? SudoPassword) Read(SettingsSection? section, ConfigurationEnvironment environment, bool needsSudoPassword)
    {
        var defaults = new SshOptions
        {
            HomeDirectory = environment.HomeDirectory,
            MachineKnownHostsFiles = MachineKnownHostsFiles,
            AgentSocket = environment.Environment("SSH_AUTH_SOCK") is { Length: > 0 } socket ? socket : UsualAgent,
        };
        if (section is null) return (defaults, null);

        var options = defaults with
        {
            User = section.Text("user") ?? defaults.User,
            Port = section.Number("port", 1, 65535) ?? defaults.Port,
            PrivateKeyPath = section.FilePath("privateKeyPath") ?? defaults.PrivateKeyPath,
            CertificatePath = section.FilePath("certificatePath") ?? defaults.CertificatePath,
            Passphrase = ReadPassphrase(section),
            KnownHostsFile = section.FilePath("knownHostsFile") ?? defaults.KnownHostsFile,
            HostKeyPolicy = section.Choice("hostKeyPolicy", Policies) ?? defaults.HostKeyPolicy,
            ProxyJump = ReadProxyJump(section),
            ConnectTimeout = section.Duration("connectTimeout") ?? defaults.ConnectTimeout,
        };
        foreach (var problem in options.Problems()) section.Reject(JsonNamingPolicy.CamelCase.ConvertName(problem.Option), problem.Why);
        var (sudoPassword, _) = SudoPassword.Read(section, "sudoPasswordEnv", "sudoPasswordFile", needsSudoPassword);
        section.RejectUnknownKeys();
        return (options, sudoPassword);
    }

    // Infra-up also needs it: it waits until new hosts accept a login, even if they are not bootstrapped.
    private static Secret? ReadPassphrase(SettingsSection section) => section.Text("passphraseEnv") is { } variable
        ? section.Context.PassphraseFromEnvironment(variable, $"{section.Path}.passphraseEnv", section.LocationOf("passphraseEnv"))
        : null;

    private static IReadOnlyList<JumpHost> ReadProxyJump(SettingsSection section)
    {
        // OpenSSH's word for "no bastion".
        if (section.Text("proxyJump") is not { } text || text == "none") return [];
        if (JumpHost.ParseList(text) is { } hosts) return hosts;
        section.Reject("proxyJump", $"must be the [user@]host[:port] of a bastion, or several separated by commas, with IPv6 addresses in brackets. It is '{SafeText.Line(text)}'.");
        return [];
    }
}

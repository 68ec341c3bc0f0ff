using Stagecraft.Bootstrap.Settings;
using Stagecraft.Bootstrap.Ssh;

namespace Stagecraft.Configuration.Project;

/// <summary>Reads <c>infra.bootstrap.ssh</c>.</summary>
internal static class SshSection
{
    private static readonly Dictionary<string, HostKeyPolicy> Policies = new(StringComparer.Ordinal)
    {
        ["strict"] = HostKeyPolicy.Strict,
        ["accept-new"] = HostKeyPolicy.AcceptNew,
        ["off"] = HostKeyPolicy.Off,
    };

    public static SshOptions Read(SettingsSection? section, Surroundings surroundings)
    {
        var defaults = new SshOptions
        {
            HomeDirectory = surroundings.HomeDirectory,
            // Where every SSH client looks for its agent.
            AgentSocket = surroundings.Environment("SSH_AUTH_SOCK") is { Length: > 0 } socket ? socket : null,
        };
        if (section is null) return defaults;

        var options = defaults with
        {
            User = section.Text("user") ?? defaults.User,
            Port = section.Number("port", 1, 65535) ?? defaults.Port,
            PrivateKeyPath = section.FilePath("privateKeyPath") ?? defaults.PrivateKeyPath,
            CertificatePath = section.FilePath("certificatePath") ?? defaults.CertificatePath,
            Passphrase = section.Text("passphraseEnv") is { } variable
                ? section.Context.SecretFromEnvironment(variable, section.LocationOf("passphraseEnv"))
                : null,
            KnownHostsFile = section.FilePath("knownHostsFile") ?? defaults.KnownHostsFile,
            HostKeyPolicy = section.Choice("hostKeyPolicy", Policies) ?? defaults.HostKeyPolicy,
            ConnectTimeout = section.Duration("connectTimeout") ?? defaults.ConnectTimeout,
        };
        if (options.User.Length == 0 || options.User.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
            section.Reject("user", "must be the name of an account, without spaces.");
        section.RejectUnknownKeys();
        return options;
    }
}

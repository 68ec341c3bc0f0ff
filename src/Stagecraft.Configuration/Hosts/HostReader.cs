using Stagecraft.Bootstrap;
using Stagecraft.Bootstrap.Ssh;

namespace Stagecraft.Configuration;

/// <summary>Reads one host object.</summary>
internal static class HostReader
{
    // Names that other programs give the address.
    private static readonly string[] OtherAddressKeys = ["ip", "address", "host", "hostname", "addr", "ansible_host"];

    // They name files, variables and programs of this machine.
    private static readonly string[] TrustedKeys =
    [
        "sshPrivateKeyPath", "sshCertificatePath", "sshPassphraseEnv", "sshIdentityAgent", "sshKnownHostsFile", "sshProxyJump", "sshProxyCommand",
        "sshSudoPasswordEnv", "sshSudoPasswordFile",
    ];

    /// <param name="mapping">The host's keys and values. A blank value is treated as absent.</param>
    /// <param name="path">For messages, for example <c>hosts[2]</c>.</param>
    /// <param name="key">The host's key in a map of hosts. It is the default for the id and the name.</param>
    /// <param name="context">Receives the errors.</param>
    public static Host Read(SettingsMapping mapping, string path, string? key, SettingsContext context)
    {
        // As for the values of a host: surrounding white space is removed, and a blank key is treated as absent.
        key = string.IsNullOrWhiteSpace(key) ? null : key.Trim();
        var section = new SettingsSection(path, mapping, context);
        RejectTrustedKeys(section);
        var (sudoPassword, sudoPasswordSource) = context.IsTrusted ? SudoPassword.Read(section, "sshSudoPasswordEnv", "sshSudoPasswordFile", context.ReadHostSecrets) : default;
        var host = new Host
        {
            Id = Text("id") ?? key ?? section.RequiredText("id"),
            Name = Text("name") ?? key!,
            Role = Text("role"),
            PublicIp = Text("publicIp"),
            Tags = section.Texts("tags"),
            SshUser = Text("sshUser"),
            SshPort = Text("sshPort") is null ? null : section.Number("sshPort", 1, 65535),
            SshHostKey = Text("sshHostKey"),
            Ssh = context.IsTrusted ? Ssh() : null,
            SudoPassword = sudoPassword,
            SudoPasswordVariable = sudoPasswordSource?.Variable,
            SudoPasswordFile = sudoPasswordSource?.File,
            Problem = Problem(),
            Location = Text("name") is not null ? section.LocationOf("name") : section.LocationOf("id"),
        };

        RejectUnprintable("id", host.Id);
        if (host.Name != host.Id) RejectUnprintable("name", host.Name);
        if (host.PublicIp is { } address && !HostAddress.IsValid(address))
            section.Reject("publicIp", $"is '{SafeText.Url(address)}'. It must be an IPv4 address, an IPv6 address without brackets, or a DNS name, without user or port.");
        if (host.SshHostKey is { } fingerprint && !Fingerprint.IsHostKey(fingerprint))
            section.Reject("sshHostKey", "must be a fingerprint as printed by 'ssh-keygen -l': SHA256: and 43 characters.");
        RejectOtherAddress(section);
        section.RejectUnknownKeys();
        return host;

        HostSsh? Ssh()
        {
            var ssh = new HostSsh
            {
                PrivateKeyPath = KeyFile("sshPrivateKeyPath"),
                CertificatePath = KeyFile("sshCertificatePath"),
                Passphrase = Text("sshPassphraseEnv") is null ? null : SshSection.Passphrase(section, "sshPassphraseEnv"),
                PassphraseVariable = Text("sshPassphraseEnv"),
                IdentityAgent = Text("sshIdentityAgent") is null ? null : SshSection.Agent(section, "sshIdentityAgent"),
                KnownHostsFile = FilePath("sshKnownHostsFile"),
                ProxyJump = Text("sshProxyJump") is null ? null : ProxyJump(),
                ProxyCommand = Text("sshProxyCommand"),
            };
            foreach (var (key, why) in Problems(ssh, section.SpelledLike)) section.Reject(key, why);
            return ssh == new HostSsh() ? null : ssh;
        }

        string? ProxyJump() => SshSection.ProxyJump(section, "sshProxyJump") switch
        {
            null => null,
            [] => SshOptions.None,
            var jumps => string.Join(',', jumps),
        };

        string? FilePath(string name) => Text(name) is null ? null : section.FilePath(name);

        string? KeyFile(string name) => Text(name) is null ? null : section.KeyFile(name);

        // Reports, gates and people compare the displayed text.
        void RejectUnprintable(string name, string text)
        {
            if (SafeText.WholeLine(text) != text)
                section.Reject(name, $"contains characters that cannot be displayed ('{SafeText.Line(text)}'). Use plain characters.");
        }

        // A problem that 'hosts' or InfraUp found. It is reduced to one printable line, because it is displayed unchanged.
        HostProblem? Problem()
        {
            var (problem, remedy) = (Text("problem"), Text("remedy"));
            return problem is null ? null : new HostProblem(SafeText.WholeLine(problem), SafeText.WholeLine(remedy ?? "Check the program that created the hosts document."));
        }

        string? Text(string name) => section.Text(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
    }

    private static IEnumerable<(string Key, string Why)> Problems(HostSsh ssh, Func<string, string, string> spelledLike)
    {
        const string certificate = "sshCertificatePath", passphrase = "sshPassphraseEnv", command = "sshProxyCommand";
        if (ssh is { CertificatePath: not null, PrivateKeyPath: null }) yield return (certificate, $"requires {spelledLike(certificate, "sshPrivateKeyPath")}. Set it to the key that the certificate is for.");
        if (ssh is { PassphraseVariable: not null, PrivateKeyPath: null }) yield return (passphrase, $"requires {spelledLike(passphrase, "sshPrivateKeyPath")}. Set it to the key that the passphrase is for.");
        if (ssh.ProxyCommand is not null && ProxyCommand.Problem(ssh.ProxyCommand) is { } why) yield return (command, why);
        if (ssh is { ProxyCommand: not (null or SshOptions.None), ProxyJump: not (null or SshOptions.None) }) yield return (command, $"cannot be combined with {spelledLike(command, "sshProxyJump")}. Remove one of them.");
    }

    private static void RejectOtherAddress(SettingsSection section)
    {
        if (section.Has("publicIp")) return;
        foreach (var entry in section.Entries.Where(entry => OtherAddressKeys.Contains(entry.Key, StringComparer.Ordinal)))
        {
            section.Ignore(entry.Key);
            section.Context.Report($"Unknown key '{entry.Key}' in {section.Path}. The key of the address is 'publicIp'.", entry.Location);
        }
    }

    private static void RejectTrustedKeys(SettingsSection section)
    {
        if (section.Context.IsTrusted) return;
        foreach (var entry in section.Entries.Where(entry => TrustedKeys.Contains(entry.Key, StringComparer.Ordinal) || TrustedKeys.Contains(Spelling.Other(entry.Key), StringComparer.Ordinal)))
        {
            section.Ignore(entry.Key);
            section.Context.Report(
                $"{section.Path}.{entry.Key} is not allowed in a hosts document, which could come from another person. Set it in stagecraft.yml or in the host's item.",
                entry.Value.Location);
        }
    }
}

using Renci.SshNet;
using Renci.SshNet.Security;
using Stagecraft.Bootstrap.Settings;

namespace Stagecraft.Bootstrap.Ssh.Authentication;

/// <summary>The keys that are offered to every host, loaded once: the configured one, else the agent's, else the usual files.</summary>
internal sealed class SshIdentities
{
    private static readonly string[] UsualFiles = ["id_ed25519", "id_ecdsa", "id_rsa"];

    private readonly IReadOnlyList<HostAlgorithm> signers;

    private SshIdentities(IEnumerable<HostAlgorithm> signers, string description) =>
        // RSA with SHA-256 is for the rare server that has no SHA-512: it must not cost another key its attempt.
        (this.signers, Description) = ([.. signers.OrderBy(signer => signer.Name.StartsWith("rsa-sha2-256", StringComparison.Ordinal))], description);

    public bool IsEmpty => signers.Count == 0;

    /// <summary>The public keys as they go over the wire; a certificate where a key has one, beside it.</summary>
    public IEnumerable<byte[]> PublicKeys => signers.Select(signer => signer.Data);

    /// <summary>For messages: paths, or <c>agent (2 keys)</c>. Where there is no key: what was looked at.</summary>
    public string Description { get; }

    /// <exception cref="ConfigurationException">The configured key cannot be used.</exception>
    public static SshIdentities Load(SshOptions options)
    {
        var agent = options.AgentSocket is { Length: > 0 } socket ? new SshAgent(socket) : null;
        var agentKeys = agent?.Keys() ?? [];
        if (options.PrivateKeyPath is { } path)
        {
            var key = ConfiguredKey.Load(path, options, agentKeys);
            return new SshIdentities(key.Algorithms, Describe(path, key.Certificate));
        }

        if (agentKeys.Count > 0)
            return new SshIdentities(
                agentKeys.SelectMany(key => key.Algorithms),
                $"agent ({agentKeys.Count} {(agentKeys.Count == 1 ? "key" : "keys")}{string.Concat(agentKeys.Select(key => Describe("", key.Certificate)))})");

        return LoadUsual(Path.Combine(options.HomeDirectory, ".ssh"), options);
    }

    /// <summary>A new method for each key: they hold the state of one connection.</summary>
    public AuthenticationMethod[] MethodsFor(string user) =>
        [.. signers.Select(signer => new PrivateKeyAuthenticationMethod(user, new SingleAlgorithmKey(signer)))];

    private static string Describe(string holder, Certificate? certificate) =>
        certificate is null ? holder : $"{holder} with {UserCertificate.Describe(certificate, TimeProvider.System.GetUtcNow())}";

    // Files that are there by chance are passed over where they are of no use.
    private static SshIdentities LoadUsual(string directory, SshOptions options)
    {
        var usable = new List<HostAlgorithm>();
        var seen = new List<string>();
        foreach (var path in UsualFiles.Select(name => Path.Combine(directory, name)).Where(File.Exists))
        {
            var key = KeyFile.Load(path, options.Passphrase, KeyFile.CertificateBeside(path));
            usable.AddRange(key.Algorithms);
            seen.Add(key.Problem is null ? Describe(path, key.Certificate) : $"{path} ({key.Problem})");
        }

        return new SshIdentities(usable, seen.Count > 0 ? string.Join(", ", seen) : $"no key in ssh-agent or {directory}");
    }
}

using Renci.SshNet.Security;
using Stagecraft.Bootstrap.Settings;
using Stagecraft.Bootstrap.Ssh.HostKeys;

namespace Stagecraft.Bootstrap.Ssh.Authentication;

/// <summary>The keys that are offered to every host, loaded once: the configured one, else the agent's and then the usual files.</summary>
internal sealed class SshIdentities
{
    private static readonly string[] UsualFiles = ["id_ed25519", "id_ecdsa", "id_rsa", "id_ed25519_sk", "id_ecdsa_sk"];

    private SshIdentities(IReadOnlyList<LoginKey> keys, string description)
    {
        (Count, Description) = (keys.Count, description);
        // RSA with SHA-256 is for the rare server that has no SHA-512: it must not cost another key its attempt.
        Offers = [.. keys
            .SelectMany(key => key.Algorithms.Select(algorithm => (Key: key, Algorithm: algorithm)))
            .OrderBy(offer => offer.Algorithm.Name.StartsWith("rsa-sha2-256", StringComparison.Ordinal))];
    }

    public int Count { get; }

    /// <summary>Each key in each way that it signs, in the order in which to offer them.</summary>
    public IReadOnlyList<(LoginKey Key, HostAlgorithm Algorithm)> Offers { get; }

    /// <summary>The public halves, a certificate beside its key.</summary>
    public IEnumerable<HostKey> PublicKeys => Offers.Select(offer => HostKey.TryRead(offer.Algorithm.Data)).OfType<HostKey>();

    /// <summary>For messages: paths, or <c>agent (2 keys)</c>. Where there is no key: what was looked at.</summary>
    public string Description { get; }

    /// <summary>A usual file that was passed over for want of its passphrase.</summary>
    public bool HasEncryptedFile { get; private init; }

    /// <exception cref="ConfigurationException">The configured key cannot be used.</exception>
    public static SshIdentities Load(SshOptions options)
    {
        var agent = new AgentKeys(options.AgentSocket);
        if (options.PrivateKeyPath is { } path)
        {
            var (key, description) = ConfiguredKey.Load(path, options, agent);
            return new SshIdentities([key], description);
        }

        return LoadUsual(agent, Path.Combine(options.HomeDirectory, ".ssh"), options);
    }

    internal static string Describe(string holder, Certificate? certificate) =>
        certificate is null ? holder : $"{holder} with {UserCertificate.Describe(certificate, TimeProvider.System.GetUtcNow())}";

    // The order of OpenSSH: the agent's keys, first those that are the usual files' too; then the files that the agent does not hold.
    // What is there by chance is passed over where it is of no use.
    private static SshIdentities LoadUsual(AgentKeys agent, string directory, SshOptions options)
    {
        var paths = UsualFiles.Select(name => Path.Combine(directory, name)).Where(File.Exists).ToList();
        var usual = paths.Select(PublicKeyFile.TryReadOf).OfType<HostKey>().ToList();
        var keys = agent.Keys
            .OrderByDescending(key => usual.Exists(key.PublicKey.Is))
            .Select(key => LoginKey.Of(key, agent.Keys.Count == 1))
            .ToList();

        var seen = new List<string>();
        if (agent.Keys.Count > 0) seen.Add(agent.Description);
        else if (agent.Problem is { } problem) seen.Add($"ssh-agent, which {problem}");

        var hasEncrypted = false;
        foreach (var path in paths)
        {
            if (PublicKeyFile.TryReadOf(path) is { } publicKey && agent.Find(publicKey) is not null && KeyFile.CertificateBeside(path) is null) continue;
            var file = KeyFile.Load(path, options.Passphrase, KeyFile.CertificateBeside(path));
            // A certificate in a file beside a key of the agent is offered nevertheless.
            var own = file.Algorithms.Where(algorithm => HostKey.TryRead(algorithm.Data) is not { } key || agent.Find(key) is null).ToList();
            if (own.Count > 0) keys.Add(LoginKey.Of(file with { Algorithms = own }));
            hasEncrypted |= file.Encrypted;
            if (own.Count > 0 || file.Problem is not null) seen.Add(file.Problem is null ? Describe(path, file.Certificate) : $"{path} ({file.Problem})");
        }

        return new SshIdentities(keys, seen.Count > 0 ? string.Join(", ", seen) : $"no key in ssh-agent or {directory}") { HasEncryptedFile = hasEncrypted };
    }
}

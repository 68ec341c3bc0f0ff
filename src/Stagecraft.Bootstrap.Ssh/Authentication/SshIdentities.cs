using Renci.SshNet.Security;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>The keys that are offered to every host, loaded once: the configured key, or else the agent's keys and then the usual files.</summary>
internal sealed class SshIdentities
{
    private static readonly string[] UsualFiles = ["id_ed25519", "id_ecdsa", "id_rsa", "id_ed25519_sk", "id_ecdsa_sk"];

    private SshIdentities(IReadOnlyList<LoginKey> keys, string description)
    {
        (Count, Description) = (keys.Count, description);
        // RSA with SHA-256 is only for rare servers without SHA-512. It comes last so that it does not use up an attempt of another key.
        Offers = [.. keys
            .SelectMany(key => key.Algorithms.Select(algorithm => (Key: key, Algorithm: algorithm)))
            .OrderBy(offer => offer.Algorithm.Name.StartsWith("rsa-sha2-256", StringComparison.Ordinal))];
    }

    public int Count { get; }

    /// <summary>Each key with each of its signature algorithms, in the order in which they are offered.</summary>
    public IReadOnlyList<(LoginKey Key, HostAlgorithm Algorithm)> Offers { get; }

    /// <summary>The public keys, including certificates.</summary>
    public IEnumerable<HostKey> PublicKeys => Offers.Select(offer => HostKey.TryRead(offer.Algorithm.Data)).OfType<HostKey>();

    /// <summary>For messages: paths, or <c>agent (2 keys)</c>. If there is no key: the places that were searched.</summary>
    public string Description { get; }

    /// <summary>A usual key file was skipped because its passphrase is missing.</summary>
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

    // As in OpenSSH: the agent's keys first, beginning with those that are also in the usual files; then the files that the agent
    // does not hold. Unusable keys are skipped, because the user did not name them.
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
            if (PublicKeyFile.TryReadOf(path) is { } publicKey && agent.Find(publicKey) is not null && KeyFile.CertificateFor(path) is null) continue;
            var file = KeyFile.Load(path, options.Passphrase, KeyFile.CertificateFor(path));
            // A certificate file is offered even if the agent holds its key.
            var own = file.Algorithms.Where(algorithm => HostKey.TryRead(algorithm.Data) is not { } key || agent.Find(key) is null).ToList();
            if (own.Count > 0) keys.Add(LoginKey.Of(file with { Algorithms = own }));
            hasEncrypted |= file.Encrypted;
            if (own.Count > 0 || file.Problem is not null) seen.Add(file.Problem is null ? Describe(path, file.Certificate) : $"{path} ({file.Problem})");
        }

        return new SshIdentities(keys, seen.Count > 0 ? string.Join(", ", seen) : $"no key in ssh-agent or {directory}") { HasEncryptedFile = hasEncrypted };
    }
}

using Renci.SshNet.Security;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>The keys that are offered to a host: the configured key, or else the agent's keys and then the identity files.</summary>
internal sealed class SshIdentities
{
    private static readonly string[] UsualFiles = ["id_ed25519", "id_ecdsa", "id_rsa", "id_ed25519_sk", "id_ecdsa_sk"];

    private SshIdentities(IReadOnlyList<LoginKey> keys, string description)
    {
        (Count, Description) = (keys.Count, description);
        // RSA with SHA-256 is only for rare servers without SHA-512. It comes last so that it does not use up an attempt of another key.
        var offers = keys.SelectMany(key => key.Algorithms.Select(algorithm => new KeyOffer(key, algorithm))).ToList();
        Offers = [.. offers.Where(offer => !IsLast(offer)), .. offers.Where(IsLast)];

        static bool IsLast(KeyOffer offer) => offer.Algorithm.Name.StartsWith("rsa-sha2-256", StringComparison.Ordinal);
    }

    public int Count { get; }

    /// <summary>Each key with each of its signature algorithms, in the order in which they are offered.</summary>
    public IReadOnlyList<KeyOffer> Offers { get; }

    /// <summary>The public keys, including certificates.</summary>
    public IEnumerable<HostKey> PublicKeys => Offers.Select(offer => HostKey.TryRead(offer.Algorithm.Data)).OfType<HostKey>();

    /// <summary>For messages: paths, or <c>agent (2 keys)</c>. If there is no key: the places that were searched.</summary>
    public string Description { get; }

    /// <summary>A key file was skipped because its passphrase is missing.</summary>
    public bool HasEncryptedFile { get; private init; }

    /// <exception cref="ConfigurationException">The configured key cannot be used.</exception>
    public static SshIdentities Load(KeyChoice choice)
    {
        var agent = new AgentKeys(choice.AgentSocket);
        if (choice.PrivateKeyPath is { } path)
        {
            var (key, description) = ConfiguredKey.Load(path, choice, agent);
            return new SshIdentities([key], description);
        }

        var directory = Path.Combine(choice.HomeDirectory, ".ssh");
        return choice.IdentityFiles is { } files
            ? Load(agent, [.. files], choice, $"no key in {(choice.AgentSocket is null || choice.IdentitiesOnly ? "" : "ssh-agent or ")}{(files.Count > 0 ? string.Join(", ", files) : "any IdentityFile")}")
            : Load(agent, [.. UsualFiles.Select(name => Path.Combine(directory, name))], choice, $"no key in ssh-agent or {directory}");
    }

    internal static string Describe(string holder, Certificate? certificate) =>
        certificate is null ? holder : $"{holder} with {UserCertificate.Describe(certificate, TimeProvider.System.GetUtcNow())}";

    // As in OpenSSH: the agent's keys first, beginning with those that are also in the files; then the files that the agent does
    // not hold. Unusable keys are skipped, because others may be accepted.
    private static SshIdentities Load(AgentKeys agent, IReadOnlyList<string> candidates, KeyChoice choice, string none)
    {
        // The file may contain only the public half. Then the agent has the private one.
        var named = candidates.Select(path => (Path: path, Public: PublicKeyFile.TryRead(path)))
            .Select(file => (file.Path, IsPublic: file.Public is not null, Key: file.Public ?? PublicKeyFile.TryReadOf(file.Path)))
            .ToList();
        // OpenSSH's CertificateFile, for whichever identity it certifies.
        var certificates = choice.CertificateFiles.Select(path => (Path: path, Key: PublicKeyFile.TryRead(path))).Where(file => file.Key is { IsCertificate: true }).ToList();
        var held = agent.Keys.Where(key => !choice.IdentitiesOnly || IsNamed(key.PublicKey)).ToList();
        var keys = held
            .OrderByDescending(key => IsNamed(key.PublicKey))
            .SelectMany(key => key.With(certificates.Where(file => file.Key!.IsOf(key.PublicKey)).Select(file => file.Key!)))
            .Select(key => LoginKey.Of(key, held.Count == 1))
            .ToList();

        var seen = new List<string>();
        if (held.Count > 0) seen.Add(AgentKeys.Describe(held));
        else if (agent.Problem is { } problem) seen.Add($"ssh-agent, which {problem}");

        var hasEncrypted = false;
        foreach (var (path, _, publicKey) in named.Where(file => !file.IsPublic && File.Exists(file.Path)))
        {
            var usual = KeyFile.CertificateFor(path);
            if (publicKey is not null && agent.Find(publicKey) is not null && usual is null) continue;
            var configured = publicKey is null ? null : certificates.Where(certificate => certificate.Key!.IsOf(publicKey)).Select(certificate => certificate.Path).FirstOrDefault();
            var file = KeyFile.Load(path, choice.Passphrase, configured ?? usual);
            // A certificate file is offered even if the agent holds its key.
            var own = file.Algorithms.Where(algorithm => HostKey.TryRead(algorithm.Data) is not { } key || agent.Find(key) is null).ToList();
            if (own.Count > 0) keys.Add(LoginKey.Of(file with { Algorithms = own }));
            hasEncrypted |= file.Encrypted;
            if (own.Count > 0 || file.Problem is not null) seen.Add(file.Problem is null ? Describe(path, file.Certificate) : $"{path} ({file.Problem})");
        }

        return new SshIdentities(keys, seen.Count > 0 ? string.Join(", ", seen) : none) { HasEncryptedFile = hasEncrypted };

        bool IsNamed(HostKey key) => named.Exists(file => file.Key is not null && key.IsOf(file.Key));
    }
}

/// <summary>A key that is offered with one of its signature algorithms.</summary>
internal sealed record KeyOffer(LoginKey Key, HostAlgorithm Algorithm);

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>A kind of algorithm that client and server choose together: the option of ssh_config that limits it, and the names.</summary>
internal sealed class AlgorithmKind
{
    private const string Certificate = "-cert-v01@openssh.com";

    private static readonly string[] PlainKeys =
        ["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "rsa-sha2-512", "rsa-sha2-256"];

    private static readonly string[] TokenKeys = ["sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"];

    private static readonly string[] TokenCertificates = ["sk-ssh-ed25519" + Certificate, "sk-ecdsa-sha2-nistp256" + Certificate];

    private static readonly string[] PlainCertificates = [.. PlainKeys.Select(name => name + Certificate)];

    private static readonly string[] OldKeys =
        ["ssh-rsa", "ssh-rsa" + Certificate, "ssh-dss", "ssh-dss" + Certificate, "webauthn-sk-ecdsa-sha2-nistp256@openssh.com"];

    /// <summary>Post-quantum exchanges first.</summary>
    public static readonly AlgorithmKind KeyExchange = new(
        "KexAlgorithms",
        "key exchange algorithm",
        [
            "mlkem768x25519-sha256", "sntrup761x25519-sha512", "sntrup761x25519-sha512@openssh.com", "curve25519-sha256", "curve25519-sha256@libssh.org",
            "ecdh-sha2-nistp256", "ecdh-sha2-nistp384", "ecdh-sha2-nistp521",
            "diffie-hellman-group-exchange-sha256", "diffie-hellman-group16-sha512", "diffie-hellman-group18-sha512", "diffie-hellman-group14-sha256",
        ],
        ["mlkem768nistp256-sha256", "diffie-hellman-group-exchange-sha1", "diffie-hellman-group14-sha1", "diffie-hellman-group1-sha1"]);

    /// <summary>Those with instructions of the processor first.</summary>
    public static readonly AlgorithmKind Cipher = new(
        "Ciphers",
        "cipher",
        ["aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com", "aes128-ctr", "aes192-ctr", "aes256-ctr"],
        ["aes128-cbc", "aes192-cbc", "aes256-cbc", "3des-cbc"]);

    public static readonly AlgorithmKind Mac = new(
        "MACs",
        "MAC",
        ["hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512"],
        [
            .. new[] { "umac-64", "umac-128" }.SelectMany(name => new[] { name + "@openssh.com", name + "-etm@openssh.com" }),
            .. new[] { "hmac-sha1", "hmac-sha1-96", "hmac-md5", "hmac-md5-96" }.SelectMany(name => new[] { name, name + "-etm@openssh.com" }),
        ]);

    /// <summary>Certificates first; they are only requested if an authority is known.</summary>
    public static readonly AlgorithmKind HostKey = new(
        "HostKeyAlgorithms", "host key algorithm", [.. PlainCertificates, .. PlainKeys], [.. TokenCertificates, .. TokenKeys, .. OldKeys]);

    /// <summary>How the user's keys sign. Keys in tokens sign through the agent.</summary>
    public static readonly AlgorithmKind PublicKey = new(
        "PubkeyAcceptedAlgorithms", "signature algorithm", [.. PlainCertificates, .. TokenCertificates, .. PlainKeys, .. TokenKeys], OldKeys);

    /// <summary>All kinds.</summary>
    public static readonly IReadOnlyList<AlgorithmKind> All = [KeyExchange, Cipher, Mac, HostKey, PublicKey];

    private AlgorithmKind(string option, string noun, string[] offered, string[] others)
    {
        (Option, Noun, Offered) = (option, noun, offered);
        Known = [.. offered, .. others];
        Setting = option == "MACs" ? "macs" : char.ToLowerInvariant(option[0]) + option[1..];
    }

    /// <summary>The option of ssh_config.</summary>
    public string Option { get; }

    /// <summary>The key in <c>stagecraft.yml</c>.</summary>
    public string Setting { get; }

    /// <summary>For messages.</summary>
    public string Noun { get; }

    /// <summary>What this client offers if no setting limits it, in the order of preference. Nothing with SHA-1 or CBC.</summary>
    public IReadOnlyList<string> Offered { get; }

    /// <summary>All names that OpenSSH's configuration may have.</summary>
    public IReadOnlyList<string> Known { get; }
}

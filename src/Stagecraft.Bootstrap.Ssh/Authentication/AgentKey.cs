using Renci.SshNet.Security;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>The keys of the agent. They are listed once, when first needed, because listing may prompt a password manager to unlock.</summary>
internal sealed class AgentKeys
{
    private readonly Lazy<(IReadOnlyList<AgentKey> Keys, string? Problem)> listed;

    /// <param name="socket">Null or empty if there is no agent.</param>
    public AgentKeys(string? socket) => listed = new(() => List(socket));

    public IReadOnlyList<AgentKey> Keys => listed.Value.Keys;

    /// <summary>Why the agent returned no list: a phrase that follows <c>ssh-agent</c>.</summary>
    public string? Problem => listed.Value.Problem;

    /// <summary>For messages: <c>agent (2 keys)</c>.</summary>
    public static string Describe(IReadOnlyList<AgentKey> keys) =>
        $"agent ({keys.Count} {(keys.Count == 1 ? "key" : "keys")}{string.Concat(keys.Select(key => SshIdentities.Describe("", key.Certificate)))})";

    public AgentKey? Find(HostKey publicKey) => Keys.FirstOrDefault(key => key.PublicKey.Is(publicKey));

    private static (IReadOnlyList<AgentKey> Keys, string? Problem) List(string? socket)
    {
        if (string.IsNullOrEmpty(socket)) return ([], null);
        try
        {
            return (new SshAgent(socket).Keys(), null);
        }
        catch (AgentRefusalException refusal)
        {
            return ([], refusal.Message);
        }
    }
}

/// <summary>A key in the agent, and its signature algorithms.</summary>
/// <param name="agent">The agent.</param>
/// <param name="held">The agent's key, which may be a certificate.</param>
/// <param name="certificate">A certificate of the key from a file; null if the agent's key is offered as it is.</param>
internal sealed class AgentKey(SshAgent agent, HostKey held, HostKey? certificate = null)
{
    private const uint RsaSha256 = 2;
    private const uint RsaSha512 = 4;

    /// <summary>What is offered to servers.</summary>
    public HostKey PublicKey { get; } = certificate ?? held;

    public bool IsSecurityKey => SecurityKey.IsType(held.Type);

    public IReadOnlyList<HostAlgorithm> Algorithms => PublicKey.Type switch
    {
        "ssh-rsa" =>
        [
            Algorithm("rsa-sha2-512", RsaSha512),
            Algorithm("rsa-sha2-256", RsaSha256),
        ],
        "ssh-rsa-cert-v01@openssh.com" =>
        [
            Algorithm("rsa-sha2-512-cert-v01@openssh.com", RsaSha512),
            Algorithm("rsa-sha2-256-cert-v01@openssh.com", RsaSha256),
        ],
        _ => [Algorithm(PublicKey.Type, flags: 0)],
    };

    /// <summary>The certificate that is offered, if it is one.</summary>
    public Certificate? Certificate { get; } = UserCertificate.TryRead(certificate ?? held);

    /// <summary>The key with each of the certificates, and then as it is.</summary>
    public IEnumerable<AgentKey> With(IEnumerable<HostKey> certificates) => [.. certificates.Select(each => new AgentKey(agent, held, each)), this];

    private AgentAlgorithm Algorithm(string name, uint flags) => new(name, agent, held.Blob, flags, certificate?.Blob);
}

/// <summary>A key in a FIDO token (<c>sk-ssh-ed25519@openssh.com</c>): its file only refers to the token, and each signature may need a touch.</summary>
internal static class SecurityKey
{
    public static bool IsType(string type) => type.StartsWith("sk-", StringComparison.Ordinal);
}

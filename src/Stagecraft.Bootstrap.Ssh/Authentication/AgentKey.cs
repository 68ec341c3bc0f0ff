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
    public string Description =>
        $"agent ({Keys.Count} {(Keys.Count == 1 ? "key" : "keys")}{string.Concat(Keys.Select(key => SshIdentities.Describe("", key.Certificate)))})";

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
internal sealed class AgentKey(SshAgent agent, HostKey key, byte[] blob)
{
    private const uint RsaSha256 = 2;
    private const uint RsaSha512 = 4;

    public HostKey PublicKey => key;

    public bool IsSecurityKey => SecurityKey.IsType(key.Type);

    public IReadOnlyList<HostAlgorithm> Algorithms => key.Type switch
    {
        "ssh-rsa" =>
        [
            new AgentAlgorithm("rsa-sha2-512", agent, blob, RsaSha512),
            new AgentAlgorithm("rsa-sha2-256", agent, blob, RsaSha256),
        ],
        "ssh-rsa-cert-v01@openssh.com" =>
        [
            new AgentAlgorithm("rsa-sha2-512-cert-v01@openssh.com", agent, blob, RsaSha512),
            new AgentAlgorithm("rsa-sha2-256-cert-v01@openssh.com", agent, blob, RsaSha256),
        ],
        _ => [new AgentAlgorithm(key.Type, agent, blob, flags: 0)],
    };

    /// <summary>The certificate, if the agent holds one for the key.</summary>
    public Certificate? Certificate { get; } = UserCertificate.TryRead(key, blob);
}

/// <summary>A key in a FIDO token (<c>sk-ssh-ed25519@openssh.com</c>): its file only refers to the token, and each signature may need a touch.</summary>
internal static class SecurityKey
{
    public static bool IsType(string type) => type.StartsWith("sk-", StringComparison.Ordinal);
}

using Stagecraft.Bootstrap.Ssh.HostKeys;

namespace Stagecraft.Bootstrap.Ssh.Authentication;

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

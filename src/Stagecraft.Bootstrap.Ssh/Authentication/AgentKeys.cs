using Stagecraft.Bootstrap.Ssh.HostKeys;

namespace Stagecraft.Bootstrap.Ssh.Authentication;

/// <summary>The keys of the agent. It is asked for them once, when they are needed: that may unlock a password manager.</summary>
internal sealed class AgentKeys
{
    private readonly Lazy<(IReadOnlyList<AgentKey> Keys, string? Problem)> listed;

    /// <param name="socket">Null or empty: there is no agent.</param>
    public AgentKeys(string? socket) => listed = new(() => List(socket));

    public IReadOnlyList<AgentKey> Keys => listed.Value.Keys;

    /// <summary>Why it gave no list: a few words that follow <c>ssh-agent</c>.</summary>
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

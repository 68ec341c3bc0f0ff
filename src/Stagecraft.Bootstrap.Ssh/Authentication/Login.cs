using Renci.SshNet;

namespace Stagecraft.Bootstrap.Ssh.Authentication;

/// <summary>The login of one connection: which keys were offered, what the server made of them, and what it said meanwhile.</summary>
/// <param name="identities">What to log in with.</param>
/// <param name="agentWait">Runs while the agent is asked to sign: it stops the clock of the connection.</param>
internal sealed class Login(SshIdentities identities, Func<Func<CancellationToken, byte[]>, byte[]> agentWait)
{
    private readonly HashSet<LoginKey> tried = new(ReferenceEqualityComparer.Instance);
    private volatile string banner = "";
    private volatile string[]? wanted;
    private volatile string? unsigned;
    private volatile bool agentIsSlow;

    public SshIdentities Identities => identities;

    /// <summary>How many keys were offered so far.</summary>
    public int Tried => tried.Count;

    /// <summary>An RSA key was among them.</summary>
    public bool TriedRsa => tried.Any(key => key.IsRsa);

    /// <summary>What the server wants beside the key that it has accepted; null where it accepted none in part.</summary>
    public IReadOnlyList<string>? WantedBeside => wanted;

    /// <summary>Why the agent did not sign: a few words that follow <c>ssh-agent</c>.</summary>
    public string? AgentRefusal => unsigned;

    /// <summary>The agent takes or took so long to sign that it must wait for a person.</summary>
    public bool AgentIsSlow
    {
        get => agentIsSlow;
        set => agentIsSlow = value;
    }

    /// <summary>What the server said after it was offered a key. What it says before is the same to everyone.</summary>
    public string Said => banner;

    /// <summary>New methods for a connection, whose state they hold.</summary>
    public AuthenticationMethod[] MethodsFor(string user) =>
        [.. identities.Offers.Select(offer => new KeyMethod(user, offer.Key, offer.Algorithm, this))];

    public void Begin(LoginKey key) => tried.Add(key);

    public void Accepted(string[] wantedBeside) => wanted = wantedBeside;

    public void Unsigned(string why) => unsigned = why;

    public void Banner(string text)
    {
        if (tried.Count > 0) banner = text;
    }

    public byte[] WhileAgentSigns(Func<CancellationToken, byte[]> sign) => agentWait(sign);
}

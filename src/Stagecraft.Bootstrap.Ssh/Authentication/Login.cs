using Renci.SshNet;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>The login of one connection: the offered keys, and the responses of the server.</summary>
/// <param name="identities">The keys to log in with.</param>
/// <param name="signatures">The signature algorithms that may be used; null means all.</param>
/// <param name="agentWait">Wraps a signature by the agent, and stops the clock of the connection meanwhile.</param>
internal sealed class Login(SshIdentities identities, AlgorithmList? signatures, Func<Func<CancellationToken, byte[]>, byte[]> agentWait)
{
    private readonly HashSet<LoginKey> tried = new(ReferenceEqualityComparer.Instance);
    private volatile string banner = "";
    private volatile string lastBanner = "";
    private volatile string[]? requiredMethods;
    private volatile string? unsigned;
    private volatile bool agentIsSlow;

    public SshIdentities Identities => identities;

    /// <summary>The list of algorithms that keeps all keys back; null if a key was offered, or if there is none.</summary>
    public AlgorithmList? KeepsKeysBack => identities.Offers.Count > 0 && !Offers.Any() ? signatures : null;

    /// <summary>The number of keys offered so far.</summary>
    public int Tried => tried.Count;

    /// <summary>Whether an RSA key was offered.</summary>
    public bool TriedRsa => tried.Any(key => key.IsRsa);

    /// <summary>The methods that the server requires in addition to an accepted key; null if no key was partially accepted.</summary>
    public IReadOnlyList<string>? RequiredMethods => requiredMethods;

    /// <summary>Why the agent did not sign: a phrase that follows <c>ssh-agent</c>.</summary>
    public string? AgentRefusal => unsigned;

    /// <summary>Signing takes so long that the agent is probably waiting for a person.</summary>
    public bool AgentIsSlow
    {
        get => agentIsSlow;
        set => agentIsSlow = value;
    }

    /// <summary>The banner that the server sent after a key was offered. An earlier banner is not specific to the login.</summary>
    public string Said => banner;

    /// <summary>What the server said last, before or after a key was offered. A server that checks logins elsewhere says there what to do.</summary>
    public string LastBanner => lastBanner;

    /// <summary>
    /// Creates new methods for a connection, because they hold its state. SSH.NET always tries <c>none</c> first, as OpenSSH does.
    /// Without a key, nothing follows.
    /// </summary>
    public AuthenticationMethod[] MethodsFor(string user) => Offers.Any()
        ? [.. Offers.Select(offer => new KeyMethod(user, offer.Key, offer.Algorithm, this))]
        : [new NoneAuthenticationMethod(user)];

    public void Begin(LoginKey key) => tried.Add(key);

    public void Accepted(string[] required) => requiredMethods = required;

    public void Unsigned(string why) => unsigned = why;

    public void Banner(string text)
    {
        lastBanner = text;
        if (tried.Count > 0) banner = text;
    }

    public byte[] WhileAgentSigns(Func<CancellationToken, byte[]> sign) => agentWait(sign);

    private IEnumerable<KeyOffer> Offers =>
        identities.Offers.Where(offer => signatures?.Offered.Contains(offer.Algorithm.Name, StringComparer.Ordinal) != false);
}

namespace Stagecraft.Bootstrap.Tests.Engine;

/// <summary>
/// A network with one question and one change. A host that answers <c>joined=yes</c> is in it, as the node of its answer
/// <c>node</c>. Asked for its peers, one answers <c>seen=NODE NODE</c>.
/// </summary>
internal sealed class FakeNetwork : INetworkProvider
{
    public const string Question = "fake-network-question";
    public const string Join = "fake-network-join";

    public const string Source = "fake-network-source";

    public const string Peers = "fake-network-peers";

    private static readonly RemoteScript Ask = RemoteScript.Load(typeof(FakeNetwork).Assembly, Question);
    private static readonly RemoteScript AskPeers = RemoteScript.Load(typeof(FakeNetwork).Assembly, Peers);
    private static readonly RemoteScript Change = RemoteScript.Load(typeof(FakeNetwork).Assembly, Join);

    public string SecretValue { get; init; } = "s3cr3t-key";

    public IReadOnlyList<Secret> Secrets => [new Secret(SecretValue)];

    public Func<Host, string?> Fqdn { get; init; } = host => $"{host.Name}.fake.example";

    /// <summary>What the step "network installed" finds; may throw.</summary>
    public Func<HostSession, string> OnInstalled { get; init; } = _ => "fake 1.0";

    /// <summary>Its nodes can be asked for their peers.</summary>
    public bool HasPeers { get; init; }

    /// <summary>Runs when what a node sees is looked at; may throw.</summary>
    public Action OnUnseen { get; init; } = () => { };

    public RemoteScript? PeersQuestion => HasPeers ? AskPeers : null;

    public RemoteScript? FirstQuestion(Host host) => Ask.With(host.Id);

    /// <summary>Its client is two packages, which a host that answers <c>client=no</c> is lacking.</summary>
    public BundledPackages? MissingPackages(HostSession session) => session.AnswerAhead(Ask)?["client"] == "no"
        ? new BundledPackages("install fake", RemoteScript.Load(typeof(FakeNetwork).Assembly, Source).With("jammy"), TimeSpan.FromSeconds(1000), ["fake", "fake-keys"])
        : null;

    public async Task<string> EnsureInstalledAsync(HostSession session, CancellationToken cancellationToken)
    {
        session.Remember(await session.AskAsync(Ask.With(session.Host.Id), cancellationToken));
        return OnInstalled(session);
    }

    public async Task<string> EnsureJoinedAsync(HostSession session, CancellationToken cancellationToken)
    {
        var answer = session.Recall<ScriptAnswer>() ?? await session.AskAsync(Ask.With(session.Host.Id), cancellationToken);
        if (answer.TryGet("node", out var node)) session.Identity = session.Identity with { Node = node };
        if (answer.TryGet("warning", out var warning)) session.Warn(warning);
        if (answer["joined"] == "yes") return "joined";

        var joined = await session.ChangeAsync(
            new HostChange("join the fake network", "it has not joined", Change.WithSecret(Secrets[0]), session.Options.Timeouts.Join), cancellationToken);
        if (joined is { Succeeded: false })
            throw ChangeFailure.From(joined, "The host could not join", ErrorCode.NetworkJoinFailed);
        return "joined";
    }

    public IReadOnlyDictionary<Host, string> Unseen(ScriptAnswer answer, Host asked, IReadOnlyList<(Host Host, string Node)> others)
    {
        OnUnseen();
        var seen = answer["seen"].Split(' ');
        // Backwards: the order of the warnings is not the provider's business.
        return others.Reverse().Where(other => !seen.Contains(other.Node)).ToDictionary(other => other.Host, other => $"{asked.Name} does not see it.");
    }

    public string? NodeFqdn(Host host) => Fqdn(host);
}

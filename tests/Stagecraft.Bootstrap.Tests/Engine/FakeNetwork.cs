namespace Stagecraft.Bootstrap.Tests.Engine;

/// <summary>
/// A network with one probe and one change. A host that answers <c>joined=yes</c> has joined it, as the node in its answer
/// <c>node</c>. The answer to the peer probe is <c>seen=NODE NODE</c>.
/// </summary>
internal sealed class FakeNetwork : INetworkProvider
{
    public const string Probe = "fake-network-probe";
    public const string Join = "fake-network-join";

    public const string Leave = "fake-network-leave";

    public const string Source = "fake-network-source";

    public const string Peers = "fake-network-peers";

    private static readonly RemoteScript Ask = RemoteScript.Load(typeof(FakeNetwork).Assembly, Probe);
    private static readonly RemoteScript AskPeers = RemoteScript.Load(typeof(FakeNetwork).Assembly, Peers);
    private static readonly RemoteScript Change = RemoteScript.Load(typeof(FakeNetwork).Assembly, Join);

    public string SecretValue { get; init; } = "s3cr3t-key";

    public IReadOnlyList<Secret> Secrets => [new Secret(SecretValue)];

    public Func<Host, string?> Fqdn { get; init; } = host => $"{host.Name}.fake.example";

    /// <summary>The result of the network installation step. Can throw.</summary>
    public Func<HostSession, string> OnInstalled { get; init; } = _ => "fake 1.0";

    /// <summary>Its nodes can list their peers.</summary>
    public bool HasPeers { get; init; }

    /// <summary>Runs when the peers of a node are evaluated. Can throw.</summary>
    public Action OnUnseen { get; init; } = () => { };

    public RemoteScript? PeersProbe => HasPeers ? AskPeers : null;

    public RemoteScript? FirstProbe(Host host) => Ask.With(host.Id);

    /// <summary>Its client is two packages, which are missing on a host that answers <c>client=no</c>.</summary>
    public BundledPackages? MissingPackages(HostSession session) => session.AnswerAhead(Ask)?["client"] == "no"
        ? new BundledPackages("install fake", RemoteScript.Load(typeof(FakeNetwork).Assembly, Source).With("jammy"), TimeSpan.FromSeconds(1000), ["fake", "fake-keys"])
        : null;

    public async Task<string> EnsureInstalledAsync(HostSession session, CancellationToken cancellationToken)
    {
        session.Remember(await session.ProbeAsync(Ask.With(session.Host.Id), cancellationToken));
        return OnInstalled(session);
    }

    public async Task<string> EnsureJoinedAsync(HostSession session, CancellationToken cancellationToken)
    {
        var answer = session.Recall<ScriptAnswer>() ?? await session.ProbeAsync(Ask.With(session.Host.Id), cancellationToken);
        if (answer.TryGet("node", out var node)) session.Identity = session.Identity with { Node = node };
        if (answer.TryGet("warning", out var warning)) session.Warn(warning);
        if (answer["joined"] == "yes") return "joined";

        var joined = await session.ChangeAsync(
            new HostChange("join the fake network", "it has not joined", Change.WithSecret(Secrets[0]), session.Options.Timeouts.Join), cancellationToken);
        if (joined is { Succeeded: false })
            throw ChangeFailure.From(joined, "The host could not join", ErrorCode.NetworkJoinFailed);
        return "joined";
    }

    public async Task<string> EnsureLeftAsync(HostSession session, CancellationToken cancellationToken)
    {
        var answer = await session.ProbeAsync(Ask.With(session.Host.Id), cancellationToken);
        if (answer["joined"] != "yes") return "not in the network";

        var left = await session.ChangeAsync(
            new HostChange("leave the fake network", "it has joined", RemoteScript.Load(typeof(FakeNetwork).Assembly, Leave), session.Options.Timeouts.Join), cancellationToken);
        return left is { Succeeded: false } ? throw ChangeFailure.From(left, "The host could not leave", ErrorCode.NetworkLeaveFailed) : "not in the network";
    }

    public IReadOnlyDictionary<Host, string> Unseen(ScriptAnswer answer, Host probed, IReadOnlyList<HostNode> others)
    {
        OnUnseen();
        var seen = answer["seen"].Split(' ');
        // In reverse, because the provider does not decide the order of the warnings.
        return others.Reverse().Where(other => !seen.Contains(other.Node)).ToDictionary(other => other.Host, other => $"{probed.Name} does not see it.");
    }

    public string? NodeFqdn(Host host) => Fqdn(host);
}

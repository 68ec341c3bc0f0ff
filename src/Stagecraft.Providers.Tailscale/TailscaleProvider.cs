using Stagecraft.Bootstrap;

namespace Stagecraft.Providers.Tailscale;

/// <summary>Joins hosts to a tailnet, of Tailscale or of a Headscale server.</summary>
public sealed class TailscaleProvider : INetworkProvider
{
    private readonly TailscaleOptions options;
    private readonly TailscaleInstaller installer;
    private readonly TailscaleJoiner joiner;
    private readonly TailscaleLeaver leaver;
    private readonly ControlServerApi server;

    /// <summary>Creates a provider, and checks the options. No host is contacted.</summary>
    /// <param name="options">The tailnet.</param>
    /// <exception cref="ConfigurationException">A value of the options is not valid.</exception>
    public TailscaleProvider(TailscaleOptions options)
        : this(options, isChecked: false)
    {
    }

    /// <summary>The section of <c>stagecraft.yml</c> has checked its options, and reports errors after all sections are read.</summary>
    /// <param name="options">The tailnet.</param>
    /// <param name="isChecked">Whether the options have been checked.</param>
    /// <param name="time">The clock. Null for the system's.</param>
    internal TailscaleProvider(TailscaleOptions options, bool isChecked, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!isChecked) OptionRules.Require(nameof(TailscaleOptions), TailscaleRules.Problems(options));
        this.options = options;
        installer = new TailscaleInstaller(options);
        server = new ControlServerApi(options, time ?? TimeProvider.System);
        joiner = new TailscaleJoiner(options, new NodeReplacement(options, time ?? TimeProvider.System));
        leaver = new TailscaleLeaver(options);
    }

    /// <summary>The auth key. For an OAuth client secret, also the part before its options, which the client may print alone.</summary>
    public IReadOnlyList<Secret> Secrets =>
    [
        .. options.AuthKey.IsEmpty ? (Secret[])[] : [options.AuthKey, new Secret(options.AuthKey.Reveal().Split('?')[0])],
        .. options.ApiKey is { IsEmpty: false } key ? (Secret[])[key, new Secret(OAuthClient.Secret(key))] : [],
    ];

    /// <inheritdoc/>
    public RemoteScript? FirstProbe(Host host)
    {
        // A host that cannot be a node fails before a connection is made.
        _ = TailscaleNode.For(host, options);
        return options.Detect;
    }

    /// <inheritdoc/>
    BundledPackages? INetworkProvider.MissingPackages(HostSession session) => installer.Missing(session);

    /// <inheritdoc/>
    public Task<string> EnsureInstalledAsync(HostSession session, CancellationToken cancellationToken) =>
        installer.RunAsync(session, cancellationToken);

    /// <inheritdoc/>
    public Task<string> EnsureJoinedAsync(HostSession session, CancellationToken cancellationToken) =>
        joiner.RunAsync(session, TailscaleNode.For(session.Host, options), cancellationToken);

    /// <inheritdoc/>
    public Task<string> EnsureLeftAsync(HostSession session, CancellationToken cancellationToken) =>
        leaver.RunAsync(session, cancellationToken);

    /// <inheritdoc/>
    public RemoteScript? PeersProbe => options.Join ? TailscaleScripts.Peers : null;

    /// <inheritdoc/>
    public string? JoinSkipped => options.Join ? null : "tailscale.join is false";

    /// <inheritdoc/>
    public IReadOnlyDictionary<Host, string> Unseen(ScriptAnswer answer, Host probed, IReadOnlyList<HostNode> others)
    {
        var seen = answer["ids"].Split(',', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        var tagsSeen = others.Where(other => seen.Contains(other.Node)).Select(other => Tags(other.Host)).ToHashSet(StringComparer.Ordinal);
        // A policy may hide nodes. It hides all nodes with the same tags, or none of them.
        return others
            .Where(other => !seen.Contains(other.Node) && tagsSeen.Contains(Tags(other.Host)))
            .ToDictionary(other => other.Host, other => NotSeen(probed, other.Host));

        string Tags(Host host) => string.Join(',', TailscaleNode.For(host, options).Tags);
    }

    /// <inheritdoc/>
    async Task<IReadOnlyDictionary<Host, HostProblem>> INetworkProvider.ForgottenAsync(IReadOnlyList<HostNode> nodes, CancellationToken cancellationToken)
    {
        if (options.ApiCredential.IsEmpty) return new Dictionary<Host, HostProblem>();
        var known = (await server.NodesAsync(cancellationToken)).SelectMany(node => (string[])[node.Id, node.Key]).ToHashSet(StringComparer.Ordinal);
        return nodes.Where(node => !known.Contains(node.Node)).ToDictionary(node => node.Host, node => new HostProblem(
            $"The control server does not list the node {SafeText.Line(node.Node)} of this host, so the host is not in the tailnet, although its client does not know that yet.",
            "Run 'systemctl restart tailscaled' on the host, then run again.")
        { Code = ErrorCode.NetworkJoinFailed });
    }

    /// <inheritdoc/>
    public string? NodeFqdn(Host host) => options.Join && DnsLabel.TryCreate(host.Name, out var name) ? $"{name}.{options.TailnetDomain}" : null;

    private string NotSeen(Host probed, Host host) =>
        $"The node {SafeText.Line(probed.Name)} does not see this node, although it sees others with the same tags, so the control server may have forgotten it. "
        + (options.IsHeadscale ? "Check 'headscale nodes list'" : "Check the tailnet's admin console (Machines)")
        + $". If {SafeText.Line(host.Name)} is missing there, run 'systemctl restart tailscaled' on the host, then run again.";
}

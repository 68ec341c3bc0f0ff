namespace Stagecraft.Bootstrap;

/// <summary>A mesh network that hosts join. Only the provider knows its product. One instance serves many hosts at once.</summary>
public interface INetworkProvider
{
    /// <summary>Values that must never appear in a report, a message or a log.</summary>
    IReadOnlyList<Secret> Secrets { get; }

    /// <summary>
    /// The first probe for <paramref name="host"/>. The engine sends it together with its own probes, in one round trip.
    /// <see cref="HostSession.ProbeAsync"/> then returns the answer immediately. Null, the default, if there is no probe.
    /// </summary>
    RemoteScript? FirstProbe(Host host) => null;

    /// <summary>
    /// The packages that <see cref="EnsureInstalledAsync"/> would install on a host without the network client, according to
    /// the answer to the first probe (<see cref="HostSession.AnswerAhead"/>). Null if it would install nothing, or if the
    /// host needs a closer look. The Docker step installs them together with Docker. <see cref="EnsureInstalledAsync"/> is
    /// called in any case, and checks for itself what is installed. Returns null by default.
    /// </summary>
    internal BundledPackages? MissingPackages(HostSession session) => null;

    /// <summary>Ensures that the network client is installed and running. Returns a line that describes it, for example its version.</summary>
    /// <exception cref="HostFailureException">Usually <c>network_install_failed</c>.</exception>
    Task<string> EnsureInstalledAsync(HostSession session, CancellationToken cancellationToken);

    /// <summary>Why hosts do not join the network in this run. The step <c>network-join</c> is then skipped. Null, the default, if they join.</summary>
    string? JoinSkipped => null;

    /// <summary>Ensures that the host is in the right network under the right name. Returns a line that describes the node.</summary>
    /// <exception cref="HostFailureException">Usually <c>network_join_failed</c>.</exception>
    Task<string> EnsureJoinedAsync(HostSession session, CancellationToken cancellationToken);

    /// <summary>
    /// Ensures that the host is not in the network, and changes nothing else on it. Returns a line that describes what was found.
    /// The default is for networks that a host cannot leave.
    /// </summary>
    /// <exception cref="HostFailureException">Usually <c>network_leave_failed</c>.</exception>
    Task<string> EnsureLeftAsync(HostSession session, CancellationToken cancellationToken) => throw new HostFailureException(
        ErrorCode.NetworkLeaveFailed,
        "The network provider cannot take a host out of its network.",
        "Take the host out of the network by hand.");

    /// <summary>
    /// The probe of one ready host for the others. It runs once per run, after all hosts have finished. Null if the
    /// network client does not know the other nodes.
    /// </summary>
    RemoteScript? PeersProbe => null;

    /// <summary>
    /// Finds the ready hosts that the probed host does not see although it sees similar ones. Only another node can notice
    /// that the network has forgotten a node. The values are sentences for the hosts' warnings.
    /// </summary>
    /// <param name="answer">The probed host's answer to <see cref="PeersProbe"/>.</param>
    /// <param name="probed">The host that was probed.</param>
    /// <param name="others">The other ready hosts, in host order.</param>
    IReadOnlyDictionary<Host, string> Unseen(ScriptAnswer answer, Host probed, IReadOnlyList<HostNode> others) =>
        new Dictionary<Host, string>();

    /// <summary>
    /// Finds the ready hosts whose nodes the network does not list, with the problem of each. Called once per run, after all
    /// hosts have finished. A failure becomes a warning of the run. None by default.
    /// </summary>
    internal Task<IReadOnlyDictionary<Host, HostProblem>> ForgottenAsync(IReadOnlyList<HostNode> nodes, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<Host, HostProblem>>(new Dictionary<Host, HostProblem>());

    /// <summary>The name under which other nodes reach <paramref name="host"/>, computed locally. Null, the default, if the network has no such names.</summary>
    string? NodeFqdn(Host host) => null;
}

/// <summary>A ready host and its node in the network.</summary>
/// <param name="Host">The host.</param>
/// <param name="Node">The node's id (<see cref="HostIdentity.Node"/>).</param>
public sealed record HostNode(Host Host, string Node)
{
    /// <summary>The hosts that are ready in the network, in host order.</summary>
    internal static IReadOnlyList<HostNode> Of(IReadOnlyList<Host> hosts, IReadOnlyList<HostResult> results)
    {
        var nodes = new List<HostNode>();
        for (var i = 0; i < hosts.Count; i++)
        {
            if (results[i] is { Status: HostStatus.Success, Identity.Node: { } node, WouldChange: false }) nodes.Add(new HostNode(hosts[i], node));
        }

        return nodes;
    }
}

/// <summary>
/// Packages of a later step that an earlier step installs together with its own. Both then need only one index update and
/// one run of dpkg. If that fails, the later step finds nothing installed and installs them itself.
/// </summary>
/// <param name="Description">The change in the words of the later step, for example <c>install the client</c>.</param>
/// <param name="Source">Sets up the package source, and nothing else.</param>
/// <param name="Timeout">The limit for setting up the source.</param>
/// <param name="Packages">The package names. They contain no commas.</param>
internal sealed record BundledPackages(string Description, RemoteScript Source, TimeSpan Timeout, IReadOnlyList<string> Packages);

/// <summary>The provider <c>none</c>, for hosts that do not join a mesh network.</summary>
public sealed class NoNetwork : INetworkProvider
{
    /// <inheritdoc/>
    public IReadOnlyList<Secret> Secrets => [];

    /// <inheritdoc/>
    public RemoteScript? FirstProbe(Host host) => null;

    /// <inheritdoc/>
    public Task<string> EnsureInstalledAsync(HostSession session, CancellationToken cancellationToken) => Task.FromResult("no network is configured");

    /// <inheritdoc/>
    public Task<string> EnsureJoinedAsync(HostSession session, CancellationToken cancellationToken) => Task.FromResult("no network is configured");

    /// <inheritdoc/>
    public Task<string> EnsureLeftAsync(HostSession session, CancellationToken cancellationToken) => Task.FromResult("no network is configured");

    /// <inheritdoc/>
    public string? NodeFqdn(Host host) => null;
}

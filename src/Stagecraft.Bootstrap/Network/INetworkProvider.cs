using Stagecraft.Bootstrap.Engine;
using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Bootstrap.Platform;
using Stagecraft.Bootstrap.Remote;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Network;

/// <summary>A mesh network that hosts join. The only code that knows its product; one instance serves many hosts at once.</summary>
public interface INetworkProvider
{
    /// <summary>As <c>stagecraft.yml</c> names it.</summary>
    string Id { get; }

    /// <summary>Values that must never be seen in a report, a message or a log.</summary>
    IReadOnlyList<Secret> Secrets { get; }

    /// <summary>
    /// What the provider will ask <paramref name="host"/> first. The engine asks it together with its own questions,
    /// in one round trip; <see cref="HostSession.AskAsync"/> then answers it at once.
    /// </summary>
    RemoteScript? FirstQuestion(Host host);

    /// <summary>
    /// What <see cref="EnsureInstalledAsync"/> will install on a host without the network's client, as far as the answer
    /// to the first question tells (<see cref="HostSession.AnswerAhead"/>); null where it installs nothing, or what is
    /// there needs a closer look. An installation of Docker brings it along. <see cref="EnsureInstalledAsync"/> is called
    /// all the same, and sees by itself what there is.
    /// </summary>
    PackagesAhead? MissingPackages(HostSession session);

    /// <summary>The network's client is installed and running. Returns a line on what was found, for example its version.</summary>
    /// <exception cref="HostFailureException">Usually <c>network_install_failed</c>.</exception>
    Task<string> EnsureInstalledAsync(HostSession session, CancellationToken cancellationToken);

    /// <summary>The host is in the right network under the right name. Returns a line on what was found.</summary>
    /// <exception cref="HostFailureException">Usually <c>network_join_failed</c>.</exception>
    Task<string> EnsureJoinedAsync(HostSession session, CancellationToken cancellationToken);

    /// <summary>
    /// What one ready host is asked about the others, once a run, when every host has ended; null where the network's
    /// client knows nothing of them.
    /// </summary>
    RemoteScript? PeersQuestion => null;

    /// <summary>
    /// The ready hosts that the asked one does not see although it sees others like them: another node is the only
    /// witness of a node that its network has forgotten. Each with a sentence for its warnings.
    /// </summary>
    /// <param name="answer">The asked host's, to <see cref="PeersQuestion"/>.</param>
    /// <param name="asked">The host that was asked.</param>
    /// <param name="others">The other ready hosts, in host order, each with its node's id (<see cref="HostIdentity.Node"/>).</param>
    IReadOnlyDictionary<Host, string> Unseen(ScriptAnswer answer, Host asked, IReadOnlyList<(Host Host, string Node)> others) =>
        new Dictionary<Host, string>();

    /// <summary>The name under which other nodes reach <paramref name="host"/>, computed without asking anyone; null where the network gives none.</summary>
    string? NodeFqdn(Host host);
}

using Stagecraft.Bootstrap.Engine;
using Stagecraft.Bootstrap.Remote;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Providers.Tailscale;

/// <summary>A node that runs is ready only if it has connectivity. What does not keep it from that is a warning.</summary>
internal sealed class NodeConnectivity(TailscaleOptions options)
{
    /// <summary>Where the daemon finds its control server by default.</summary>
    private const string DefaultServer = "https://controlplane.tailscale.com";

    /// <exception cref="HostFailureException"><c>network_join_failed</c>: the daemon says that the node has no connectivity.</exception>
    public async Task RequireAsync(HostSession session, TailscaleState state, TailscaleStatus status, CancellationToken cancellationToken)
    {
        // A relay that is a part of the control server, as Headscale's may be, goes away with it.
        bool IsOutage(string message) => TailscaleHealth.IsOutage(message) && (status.Online || !TailscaleHealth.IsRelay(message));

        foreach (var message in status.HealthMessages.Where(IsOutage).OrderByDescending(TailscaleHealth.IsLockedOut))
            throw JoinFailure.StateStore(message) ?? await OutageAsync(session, message, cancellationToken);

        foreach (var message in status.HealthMessages.Where(message => !TailscaleHealth.IsAdvice(message) && !TailscaleHealth.IsOutOfSync(message)))
            session.Warn($"Tailscale reports: {message}");
        if (!status.Online && !status.HealthMessages.Any(TailscaleHealth.IsSyncDisabled)) await RequireAwayAsync(session, state, cancellationToken);
        if (state.Prefs.ShieldsUp)
            session.Warn("No other node can open a connection to this host, because shields are up. Run 'tailscale set --shields-up=false' on the host to change that.");
    }

    // A node that has just logged in, and does not hear a server that the host reaches, is in no tailnet.
    private async Task RequireAwayAsync(HostSession session, TailscaleState state, CancellationToken cancellationToken)
    {
        if (!state.ServerIsAway && await ReachesServerAsync(session, state, cancellationToken))
            throw new HostFailureException(
                ErrorCode.NetworkJoinFailed,
                $"The node does not hear its control server {Server(state)}, although the host reaches it.",
                "See 'journalctl -u tailscaled' and 'tailscale netcheck' on the host, restart tailscaled, then run again.");
        session.Warn($"The control server {Server(state)} cannot be reached from the host. Nodes that know this one still reach it; changes in the tailnet do not arrive.");
    }

    /// <summary>Whether the host reaches the node's control server, from which the daemon does not hear. One that is told not to listen is no reason to ask.</summary>
    public async Task<bool> ReachesServerAsync(HostSession session, TailscaleState state, CancellationToken cancellationToken) =>
        state.Status?.HealthMessages.Any(TailscaleHealth.IsSyncDisabled) != true
        && (await session.AskAsync(TailscaleScripts.Control.With(Server(state)), cancellationToken))["reached"] == "yes";

    private string Server(TailscaleState state)
    {
        var url = state.Prefs.ControlUrl;
        // What a host says becomes an argument there, and must be nothing but a URL.
        var isUrl = RemoteScript.IsWord(url) && Uri.TryCreate(url, UriKind.Absolute, out var parsed)
            && (parsed.Scheme == Uri.UriSchemeHttps || parsed.Scheme == Uri.UriSchemeHttp);
        return (isUrl ? url : options.LoginServer ?? DefaultServer).TrimEnd('/');
    }

    private static async Task<HostFailureException> OutageAsync(HostSession session, string message, CancellationToken cancellationToken)
    {
        if (!TailscaleHealth.IsLockedOut(message))
            return new HostFailureException(
                ErrorCode.NetworkJoinFailed,
                $"The node runs and has no connectivity; Tailscale reports: {message.TrimEnd('.')}.",
                "Fix what this line names (see also 'tailscale netcheck' on the host), then run again.");

        var sign = (await session.AskAsync(TailscaleScripts.Lock, cancellationToken))["sign"];
        return new HostFailureException(
            ErrorCode.NetworkJoinFailed,
            $"The tailnet is locked and this node is not signed, so it has no connectivity; Tailscale reports: {message.TrimEnd('.')}.",
            sign.Length > 0
                ? $"On a node with a trusted key, run '{SafeText.Line(sign)}', then run again; an auth key that is signed needs no such step."
                : "On the host, 'tailscale lock status' shows the command that signs it ('tailscale lock sign ...'). Run that on a node with a trusted key, then run again.");
    }
}

using Stagecraft.Bootstrap;

namespace Stagecraft.Providers.Tailscale;

/// <summary>Checks that a running node has connectivity. Problems that do not affect connectivity become warnings.</summary>
internal sealed class NodeConnectivity(TailscaleOptions options)
{
    /// <summary>The daemon's default control server.</summary>
    private const string DefaultServer = "https://controlplane.tailscale.com";

    /// <exception cref="HostFailureException"><c>network_join_failed</c>: the daemon reports that the node has no connectivity.</exception>
    public async Task RequireAsync(HostSession session, TailscaleState state, TailscaleStatus status, TailscaleSettings settings, CancellationToken cancellationToken)
    {
        // A relay that is part of the control server, which is possible with Headscale, is unreachable when the server is.
        bool IsOutage(string message) => TailscaleHealth.IsOutage(message) && (status.Online || !TailscaleHealth.IsRelay(message));

        foreach (var message in status.HealthMessages.Where(IsOutage).OrderByDescending(TailscaleHealth.IsLockedOut))
            throw JoinFailure.StateStore(message) ?? await OutageAsync(session, message, cancellationToken);

        foreach (var message in status.HealthMessages.Where(message => !TailscaleHealth.IsAdvice(message) && !TailscaleHealth.IsOutOfSync(message)))
            session.Warn($"Tailscale reports: {message}");
        if (!status.Online && !status.HealthMessages.Any(TailscaleHealth.IsSyncDisabled)) await RequireAwayAsync(session, state, cancellationToken);
        if (state.Prefs.ShieldsUp && settings.ShieldsUp is null)
            session.Warn("No other node can open a connection to this host, because shields are up. Run 'tailscale set --shields-up=false' on the host to change that.");
    }

    // If the host reaches the server but the node is not connected to it after a login, the node is not in the tailnet.
    private async Task RequireAwayAsync(HostSession session, TailscaleState state, CancellationToken cancellationToken)
    {
        if (!state.ServerIsAway && await ReachesServerAsync(session, state, cancellationToken))
            throw new HostFailureException(
                ErrorCode.NetworkJoinFailed,
                $"The node is not connected to its control server {Server(state)}, although the host reaches it.",
                "Check 'journalctl -u tailscaled' and 'tailscale netcheck' on the host, restart tailscaled, then run again.");
        session.Warn($"The control server {Server(state)} cannot be reached from the host. Nodes that know this one still reach it, but changes in the tailnet do not arrive.");
    }

    /// <summary>Whether the host reaches the control server that the daemon is not connected to. False, without a probe, if synchronization is disabled.</summary>
    public async Task<bool> ReachesServerAsync(HostSession session, TailscaleState state, CancellationToken cancellationToken) =>
        state.Status?.HealthMessages.Any(TailscaleHealth.IsSyncDisabled) != true
        && (await session.ProbeAsync(TailscaleScripts.Control.With(Server(state)), cancellationToken))["reached"] == "yes";

    private string Server(TailscaleState state)
    {
        var url = state.Prefs.ControlUrl;
        // A value from a host becomes an argument of a script there, so it must be a plain URL.
        var isUrl = RemoteScript.IsWord(url) && Uri.TryCreate(url, UriKind.Absolute, out var parsed)
            && (parsed.Scheme == Uri.UriSchemeHttps || parsed.Scheme == Uri.UriSchemeHttp);
        return (isUrl ? url : options.LoginServer ?? DefaultServer).TrimEnd('/');
    }

    private static async Task<HostFailureException> OutageAsync(HostSession session, string message, CancellationToken cancellationToken)
    {
        if (!TailscaleHealth.IsLockedOut(message))
            return new HostFailureException(
                ErrorCode.NetworkJoinFailed,
                $"The node is running but has no connectivity. Tailscale reports: {message.TrimEnd('.')}.",
                "Resolve the error above (see also 'tailscale netcheck' on the host), then run again.");

        var sign = (await session.ProbeAsync(TailscaleScripts.Lock, cancellationToken))["sign"];
        return new HostFailureException(
            ErrorCode.NetworkJoinFailed,
            $"The tailnet is locked and this node is not signed, so it has no connectivity. Tailscale reports: {message.TrimEnd('.')}.",
            sign.Length > 0
                ? $"Run '{SafeText.Line(sign)}' on a node with a trusted key, then run again. A signed auth key does not need this step."
                : "Run 'tailscale lock status' on the host. It shows the command that signs the node ('tailscale lock sign ...'). Run that command on a node with a trusted key, then run again.");
    }
}

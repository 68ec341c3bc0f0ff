using Stagecraft.Bootstrap;

namespace Stagecraft.Providers.Tailscale;

/// <summary>Takes a node out of its tailnet: detect, decide, log out, verify.</summary>
internal sealed class TailscaleLeaver(TailscaleOptions options)
{
    private const string NotJoined = "not in the network";

    // A logout is one request to the control server. The client itself has no limit.
    private static readonly TimeSpan LogoutLimit = TimeSpan.FromSeconds(30);

    public async Task<string> RunAsync(HostSession session, CancellationToken cancellationToken)
    {
        var state = TailscaleState.From(await session.ProbeAsync(TailscaleScripts.Detect, cancellationToken));
        if (!state.IsInstalled) return NotJoined;
        if (state.Status is { BackendState: "NoState" or "Starting" })
            state = TailscaleState.From(await session.ProbeAsync(Settled(session), cancellationToken));
        // A stopped daemon would be in the tailnet again after it is started.
        var status = state.Status ?? throw Failure(
            $"The daemon tailscaled does not answer, so the node cannot be logged out: {state.Error.TrimEnd('.')}.",
            "Start it with 'systemctl start tailscaled' on the host, or remove Tailscale from it, then run leave again.");
        if (NodeVerification.NeedsLogin(status)) return NotJoined;
        RefuseOtherTailnet(status);
        await RequireOutsideAsync(session, cancellationToken);

        // https://github.com/juanfont/headscale/issues/3371
        if (options.IsHeadscale && status.Tags.Count > 0)
            session.Warn($"Headscale refuses a later login of a tagged node that was logged out. Before this host joins again, delete its node: 'headscale nodes delete -i {SafeText.Line(status.NodeId)}'.");
        var change = new HostChange(
            $"leave {options.TailnetDomain}",
            status.DnsName.Length > 0 ? $"it is logged in as {status.DnsName}" : "it is logged in",
            TailscaleScripts.Leave.With(ScriptLimit.Argument(LogoutLimit)),
            LogoutLimit + session.Options.Timeouts.Query)
        {
            Probes = [TailscaleScripts.Detect],
        };
        if (await session.ChangeAsync(change, cancellationToken) is not { } made) return NotJoined;
        if (!made.Succeeded) throw Failure(made);

        var after = TailscaleState.From(await session.ProbeAsync(TailscaleScripts.Detect, cancellationToken));
        if (after.Status is not { } found || !NodeVerification.NeedsLogin(found))
            throw Failure(
                $"The node is still logged in after 'tailscale logout'. Its state is {SafeText.Line(after.Status?.BackendState ?? "unknown")}.",
                "Check 'tailscale status' and 'journalctl -u tailscaled' on the host, then run leave again.");
        return NotJoined;
    }

    private void RefuseOtherTailnet(TailscaleStatus status)
    {
        if (NodeVerification.IsOtherTailnet(status, options))
            throw Failure(
                $"The host is in the tailnet {SafeText.Line(status.Tailnet)}, not in {options.TailnetDomain}.",
                "Correct tailnet_domain. If the host should leave the other tailnet, run 'tailscale logout' on the host.");
    }

    /// <summary>Rejects a logout over a connection that the logout would cut.</summary>
    private static async Task RequireOutsideAsync(HostSession session, CancellationToken cancellationToken)
    {
        if (TailnetAddress.IsOutside(await session.ProbeAsync(TailscaleScripts.Path, cancellationToken))) return;
        throw Failure(
            "This connection may run through the tailnet, and the logout would cut it before its result is known.",
            "Connect to the host at an address outside the tailnet (infra.bootstrap.ssh.address: public), or run 'tailscale logout' on the host's console.");
    }

    private static HostFailureException Failure(ScriptAnswer made)
    {
        var detail = SafeText.Line(made.TryGet("detail", out var given) ? given : $"exit status {made.ExitStatus}").TrimEnd('.');
        return made["reason"] == "state"
            ? Failure(
                $"The node is still logged in 10 s after 'tailscale logout'. Its state is {detail}.",
                "Check 'tailscale status' and 'journalctl -u tailscaled' on the host, then run leave again.")
            : Failure(
                $"The logout failed: {detail}.",
                "Check on the control server whether it still lists the node, and delete it there. Then run leave again, which checks the host.");
    }

    private static RemoteScript Settled(HostSession session) => TailscaleScripts.Await.With(
        ScriptLimit.Argument(session.Options.Timeouts.Query / 2), TailscaleScripts.None, TailscaleScripts.None);

    private static HostFailureException Failure(string observed, string remedy) => new(ErrorCode.NetworkLeaveFailed, observed, remedy);
}

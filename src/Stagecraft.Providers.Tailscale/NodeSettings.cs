using Stagecraft.Bootstrap;

namespace Stagecraft.Providers.Tailscale;

/// <summary>
/// Applies the configured settings to a node of the tailnet, with <c>tailscale set</c>. Settings that can cut the connection
/// come last, and the host puts the old values back unless they are confirmed over a new connection.
/// </summary>
internal static class NodeSettings
{
    private const string Unchanged = "Correct network.providers.tailscale.settings (or role_settings), then run again.";

    /// <returns>The node's state afterwards. In check mode, the given state.</returns>
    /// <exception cref="HostFailureException"><c>network_join_failed</c>: a setting could not be changed, or cuts the connection.</exception>
    public static async Task<TailscaleState> ApplyAsync(HostSession session, TailscaleSettings settings, TailscaleState state, CancellationToken cancellationToken)
    {
        if (settings.IsEmpty) return state;
        // A host without a client has no settings, and a new client has the defaults.
        if (state is { Prefs.IsKnown: false, Status: not null })
            throw new HostFailureException(
                ErrorCode.NetworkJoinFailed,
                "The node's settings are not known, because 'tailscale debug prefs' failed.",
                "Check what that command prints on the host, and upgrade Tailscale there.");

        var differences = SettingDifference.Of(settings, state.Prefs, state.Status);
        var needsForwarding = settings.Forwards && !state.IsForwarding;
        if (needsForwarding || differences.Any(difference => !difference.CanCut))
            state = await SetAsync(session, [.. differences.Where(difference => !difference.CanCut)], needsForwarding, state, cancellationToken);
        if (differences.Any(difference => difference.CanCut))
            state = await GuardAsync(session, [.. differences.Where(difference => difference.CanCut)], state, cancellationToken);
        else if (state.IsRestoring)
            state = await KeepAsync(session, "keep the settings of an earlier run", "the host would put the old ones back", state, cancellationToken);

        if (!session.Options.CheckOnly) Verify(SettingDifference.Of(settings, state.Prefs, state.Status), needsForwarding && !state.IsForwarding);
        return state;
    }

    private static async Task<TailscaleState> SetAsync(
        HostSession session, IReadOnlyList<SettingDifference> differences, bool forwarding, TailscaleState state, CancellationToken cancellationToken)
    {
        string[] descriptions = [.. forwarding ? (string[])["enable IP forwarding"] : [], .. differences.Select(difference => difference.ToString())];
        var script = TailscaleScripts.Set.With([forwarding ? "forward" : TailscaleScripts.None, .. differences.Select(difference => difference.WantedFlag)]);
        var change = new HostChange(string.Join("; ", descriptions), "", script, session.Options.Timeouts.Query) { Probes = [TailscaleScripts.Detect] };
        if (await session.ChangeAsync(change, cancellationToken) is not { } made) return state;
        if (!made.Succeeded) throw Refused(made);
        return TailscaleState.From(await session.ProbeAsync(TailscaleScripts.Detect, cancellationToken));
    }

    private static async Task<TailscaleState> GuardAsync(
        HostSession session, IReadOnlyList<SettingDifference> differences, TailscaleState state, CancellationToken cancellationToken)
    {
        var query = session.Options.Timeouts.Query;
        // More than the change, the new connection and their confirmation may take together.
        var patience = ScriptLimit.Argument(query * 3);
        var description = string.Join("; ", differences.Select(difference => difference.ToString()));
        var script = TailscaleScripts.Guard.With([
            patience, .. differences.Select(difference => difference.CurrentFlag), "--", .. differences.Select(difference => difference.WantedFlag)]);
        try
        {
            if (await session.ChangeAsync(new HostChange(description, "", script, query / 2), cancellationToken) is not { } made) return state;
            if (!made.Succeeded) throw Refused(made);
        }
        catch (HostFailureException lost) when (lost.Code == ErrorCode.SshConnectionLost || lost.Code == ErrorCode.TimedOut)
        {
            // The settings have cut this connection. The host does not fail if a new one works.
        }

        try
        {
            await session.ReconnectAsync(query, cancellationToken);
            return await KeepAsync(session, description, "", state, cancellationToken);
        }
        catch (HostFailureException failure) when (failure.Code != ErrorCode.NetworkJoinFailed)
        {
            throw new HostFailureException(
                ErrorCode.NetworkJoinFailed,
                $"The host does not answer on a new connection after this change: {description}. It puts the old {(differences.Count == 1 ? "value" : "values")} back {patience} s after the change. {failure.Observed}",
                "Remove the setting that cuts the connection, or connect to the host at an address that it does not affect (ssh.address).",
                failure);
        }
    }

    /// <summary>Cancels the timer that would put the old settings back.</summary>
    private static async Task<TailscaleState> KeepAsync(HostSession session, string description, string reason, TailscaleState state, CancellationToken cancellationToken)
    {
        var change = new HostChange(description, reason, TailscaleScripts.Keep, session.Options.Timeouts.Query / 2) { Probes = [TailscaleScripts.Detect] };
        if (await session.ChangeAsync(change, cancellationToken) is not { } made) return state;
        if (!made.Succeeded) throw Refused(made);
        return TailscaleState.From(await session.ProbeAsync(TailscaleScripts.Detect, cancellationToken));
    }

    private static void Verify(IReadOnlyList<SettingDifference> remaining, bool isNotForwarding)
    {
        if (remaining.Count > 0)
            throw new HostFailureException(
                ErrorCode.NetworkJoinFailed,
                $"The node did not keep a setting: {string.Join("; ", remaining.Select(difference => $"{difference.Flag} is {SafeText.Line(difference.Current)}, not {difference.Wanted}"))}.",
                "Check 'tailscale debug prefs' on the host, and whether another program changes the settings.");
        if (isNotForwarding)
            throw new HostFailureException(
                ErrorCode.NetworkJoinFailed,
                "The host does not forward IP packets, although this was enabled.",
                "Check 'sysctl net.ipv4.ip_forward net.ipv6.conf.all.forwarding' on the host.");
    }

    private static HostFailureException Refused(ScriptAnswer made)
    {
        var detail = SafeText.Line(made.TryGet("detail", out var given) ? given : $"exit status {made.ExitStatus}").TrimEnd('.');
        return made["reason"] switch
        {
            "forwarding" => new(ErrorCode.NetworkJoinFailed, $"IP forwarding could not be enabled: {detail}.", "Resolve the error above on the host, then run again."),
            "timer" => new(ErrorCode.NetworkJoinFailed, $"The host has no working timer that could put the old settings back: {detail}.", "Check 'systemctl status' on the host."),
            _ => new(ErrorCode.NetworkJoinFailed, $"Tailscale rejected the settings: {detail}.", Unchanged),
        };
    }
}

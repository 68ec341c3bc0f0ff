using Stagecraft.Bootstrap;

namespace Stagecraft.Providers.Tailscale;

/// <summary>Ensures that the node runs in the right tailnet, with the right name and tags: detect, decide, change, verify.</summary>
internal sealed class TailscaleJoiner(TailscaleOptions options, NodeReplacement replacement)
{
    private readonly NodeConnectivity connectivity = new(options);

    public async Task<string> RunAsync(HostSession session, TailscaleNode node, CancellationToken cancellationToken)
    {
        var state = session.Recall<TailscaleState>() ?? TailscaleState.From(await session.ProbeAsync(TailscaleScripts.Detect, cancellationToken));
        if (state.Status is not { } status)
        {
            if (!session.Options.CheckOnly) throw JoinFailure.NoAnswer(state);
            // Check mode did not install the client or start its daemon. A new client always needs a login.
            if (!state.IsInstalled) await LoginAsync(session, node, isNew: true, "a new node is not logged in", cancellationToken);
            await NodeSettings.ApplyAsync(session, node.Settings, state, cancellationToken);
            return "not known until tailscaled runs";
        }

        if (status.BackendState is "NoState" or "Starting" || !status.Online && status.BackendState == "Running")
            (state, status) = await AwaitAsync(session, Settled(session, TailscaleScripts.None, []), cancellationToken);
        NodeVerification.RefuseOtherTailnet(status, options);
        var joined = NodeVerification.NeedsLogin(status)
            ? await LoginAsync(session, node, !status.HaveNodeKey, "the node is not logged in, or its key has expired", cancellationToken)
            : await AlignAsync(session, node, state, status, cancellationToken);

        // Null: check mode did not make a change.
        if (joined is var (first, seen) && await ReclaimAsync(session, node, first, seen, cancellationToken) is var (after, found))
        {
            NodeVerification.Require(found, node, options);
            after = await NodeSettings.ApplyAsync(session, node.Settings, after, cancellationToken);
            found = after.Status ?? throw JoinFailure.NoAnswer(after);
            await connectivity.RequireAsync(session, after, found, node.Settings, cancellationToken);
            session.Facts = session.Facts with { NetworkIPv4 = found.IPv4, NetworkIPv6 = found.IPv6 };
            session.Identity = session.Identity with { Node = found.NodeId.Length > 0 ? found.NodeId : null };
        }

        else
        {
            await NodeSettings.ApplyAsync(session, node.Settings, state, cancellationToken);
        }

        return node.Fqdn;
    }

    /// <summary>Corrects a node that is logged in, with the smallest possible change.</summary>
    private async Task<(TailscaleState State, TailscaleStatus Status)?> AlignAsync(
        HostSession session, TailscaleNode node, TailscaleState state, TailscaleStatus status, CancellationToken cancellationToken)
    {
        if (status.BackendState == "Stopped")
        {
            if (await UpAsync(session, cancellationToken) is not var (running, found)) return null;
            (state, status) = (running, found);
        }

        NodeVerification.RequireRunning(status, options);
        if (!status.Online)
        {
            // A login would disconnect a working node for as long as its server is unreachable.
            if (!await connectivity.ReachesServerAsync(session, state, cancellationToken))
            {
                NodeVerification.RequireTags(status, node, "its control server cannot be reached from the host to add them");
                return (state with { ServerIsAway = true }, status);
            }

            return await ReauthAsync(session, node, status, cancellationToken);
        }

        if (NodeVerification.MissingTags(status, node).Count > 0) return await RetagAsync(session, node, status, cancellationToken);
        return NodeVerification.HasName(status, node) ? (state, status) : await RenameAsync(session, node, status, cancellationToken);
    }

    private async Task<(TailscaleState, TailscaleStatus)?> LoginAsync(HostSession session, TailscaleNode node, bool isNew, string reason, CancellationToken cancellationToken)
    {
        // Otherwise the new node would be named NAME-1. A login of a known node keeps its name.
        if (isNew) await replacement.RunAsync(session, node, ownId: "", cancellationToken);
        var script = WithKey(TailscaleScripts.Login, session, node, node.Tags, isNew ? "new" : "known");
        var change = new HostChange($"join {options.TailnetDomain} as {node.Name}", reason, script, Limit(session));
        return await ChangeAsync(session, change, Settled(session, node.Name, node.Tags), cancellationToken);
    }

    /// <summary>Gives a node its name after the offline node that had it was removed. Returns the state if there is nothing to do.</summary>
    private async Task<(TailscaleState State, TailscaleStatus Status)?> ReclaimAsync(
        HostSession session, TailscaleNode node, TailscaleState state, TailscaleStatus status, CancellationToken cancellationToken)
    {
        if (status.BackendState != "Running" || !NodeVerification.HasNumberedName(status, node)) return (state, status);
        var (freed, whyNot) = await replacement.RunAsync(session, node, status.NodeId, cancellationToken);
        if (whyNot.Length > 0) throw NodeVerification.NotReplaced(status, node, whyNot);
        if (!freed) return (state, status);

        var wrong = status.DnsName.Split('.')[0];
        var script = TailscaleScripts.Reclaim.With(ScriptLimit.Argument(session.Options.Timeouts.Query / 2), node.Name, wrong);
        var change = new HostChange($"rename the node to {node.Name}", $"it is named {wrong} in the tailnet", script, Limit(session));
        return await ChangeAsync(session, change, Settled(session, node.Name, []), cancellationToken);
    }

    private async Task<(TailscaleState, TailscaleStatus)?> UpAsync(HostSession session, CancellationToken cancellationToken)
    {
        var script = TailscaleScripts.Up.With(ScriptLimit.Argument(session.Options.Timeouts.Join));
        var change = new HostChange("bring tailscale up", "it is down", script, Limit(session));
        return await ChangeAsync(session, change, Settled(session, TailscaleScripts.None, []), cancellationToken);
    }

    private async Task<(TailscaleState, TailscaleStatus)?> ReauthAsync(HostSession session, TailscaleNode node, TailscaleStatus status, CancellationToken cancellationToken)
    {
        await RequireOutsideAsync(session, node, "The control server no longer knows the node, which requires a new login", status.Tags, cancellationToken);
        var change = new HostChange(
            $"log the node in again as {node.Name}",
            "its control server answers but does not know it",
            WithKey(TailscaleScripts.Reauth, session, node, node.Tags),
            Limit(session));
        return await ChangeAsync(session, change, Settled(session, node.Name, node.Tags), cancellationToken);
    }

    private async Task<(TailscaleState, TailscaleStatus)?> RetagAsync(HostSession session, TailscaleNode node, TailscaleStatus status, CancellationToken cancellationToken)
    {
        string[] tags = [.. status.Tags.Where(TailscaleTag.IsValid).Union(node.Tags, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var missing = string.Join(", ", NodeVerification.MissingTags(status, node));
        // Tags change only with a new login, which interrupts the node: https://github.com/tailscale/tailscale/issues/14424
        await RequireOutsideAsync(session, node, $"The node lacks {missing}, which requires a new login", tags, cancellationToken);

        var reason = status.Tags.Count == 0 ? "it has no tags" : $"it has {string.Join(", ", status.Tags)}";
        var change = new HostChange($"tag the node with {missing}", reason, WithKey(TailscaleScripts.Retag, session, node, tags), Limit(session));
        return await ChangeAsync(session, change, Settled(session, node.Name, node.Tags), cancellationToken);
    }

    private async Task<(TailscaleState, TailscaleStatus)?> RenameAsync(HostSession session, TailscaleNode node, TailscaleStatus status, CancellationToken cancellationToken)
    {
        var change = new HostChange($"rename the node to {node.Name}", $"it is named {status.HostName}", TailscaleScripts.Rename.With(node.Name), Limit(session));
        return await ChangeAsync(session, change, Settled(session, node.Name, []), cancellationToken);
    }

    /// <summary>Rejects a login over a connection that the login may cut.</summary>
    private static async Task RequireOutsideAsync(HostSession session, TailscaleNode node, string why, IReadOnlyList<string> tags, CancellationToken cancellationToken)
    {
        var path = await session.ProbeAsync(TailscaleScripts.Path, cancellationToken);
        if (TailnetAddress.IsOutside(path)) return;

        var flags = $"--force-reauth --auth-key=KEY --hostname={node.Name}{(tags.Count > 0 ? " --advertise-tags=" + string.Join(',', tags) : "")}";
        throw new HostFailureException(
            ErrorCode.NetworkJoinFailed,
            $"{why}. This connection may run through the tailnet, and the login could cut it permanently.",
            $"Connect to the host at an address outside the tailnet, or run 'tailscale up {flags}' with the node's other flags on the host's console. Tags can also be added on the control server.");
    }

    private RemoteScript WithKey(RemoteScript script, HostSession session, TailscaleNode node, IReadOnlyList<string> tags, params IReadOnlyList<string> more)
    {
        if (options.AuthKey.IsEmpty && !session.Options.CheckOnly) throw JoinFailure.NoKey(options);
        return script.With([
            ScriptLimit.Argument(session.Options.Timeouts.Join),
            node.Name,
            TailscaleScripts.Words(tags),
            options.LoginServer ?? TailscaleScripts.None,
            .. more,
        ]).WithSecret(options.AuthKey);
    }

    private static TimeSpan Limit(HostSession session) => session.Options.Timeouts.Join + session.Options.Timeouts.Query;

    /// <summary>Makes a change and returns the node's state after it, from the answer to <paramref name="settled"/>. Null in check mode.</summary>
    private async Task<(TailscaleState, TailscaleStatus)?> ChangeAsync(HostSession session, HostChange change, RemoteScript settled, CancellationToken cancellationToken)
    {
        var made = await session.ChangeAsync(change with { Probes = [settled] }, cancellationToken);
        if (made is null) return null;

        if (made.TryGet("lost", out var lost))
            session.Warn($"The login reset settings of the node that could not be restored: {SafeText.Line(lost)}. Set them with 'tailscale set' on the host.");
        if (made.Succeeded)
        {
            var limited = made.TryGet("limited", out var put) ? SafeText.Line(put) : null;
            if (limited is not null) await WaitForTurnAsync(session, limited, cancellationToken);
            var (state, status) = await AwaitAsync(session, settled, cancellationToken);
            return limited is null || !NodeVerification.NeedsLogin(status)
                ? (state, status)
                : throw JoinFailure.TimedOut(status, limited, session.Options.Timeouts.Join, options);
        }

        var refused = !JoinFailure.IsTimeout(made);
        // For a broken state store, the client reports only that it is unhealthy.
        if (refused && !made["detail"].Contains("state store is unhealthy", StringComparison.Ordinal)) throw JoinFailure.From(made, options);

        var found = TailscaleState.From(await session.ProbeAsync(TailscaleScripts.Detect, cancellationToken)).Status;
        if (found?.BackendState == "NeedsMachineAuth") NodeVerification.RequireRunning(found, options);
        throw refused && (found is null || JoinFailure.Explained(found, options) is null)
            ? JoinFailure.From(made, options)
            : JoinFailure.TimedOut(found, limited: null, session.Options.Timeouts.Join, options);
    }

    /// <summary>Waits for a login that the server has delayed. The daemon tries again on its own. Servers do this if many nodes join at once.</summary>
    private static async Task WaitForTurnAsync(HostSession session, string limited, CancellationToken cancellationToken)
    {
        session.Waits($"waits for the control server: {limited}");
        var join = session.Options.Timeouts.Join;
        await session.WaitAsync(TailscaleScripts.Rejoin.With(ScriptLimit.Argument(join)), join + session.Options.Timeouts.Query, cancellationToken);
        // The answers that came with the login are outdated now.
        session.Forget();
    }

    /// <summary>The probe that waits until the node has settled, for at most half of a probe's time limit.</summary>
    private static RemoteScript Settled(HostSession session, string name, IReadOnlyList<string> tags) => TailscaleScripts.Await.With(
        ScriptLimit.Argument(session.Options.Timeouts.Query / 2), name, TailscaleScripts.Words(tags));

    private static async Task<(TailscaleState State, TailscaleStatus Status)> AwaitAsync(HostSession session, RemoteScript settled, CancellationToken cancellationToken)
    {
        var state = TailscaleState.From(await session.ProbeAsync(settled, cancellationToken));
        return (state, state.Status ?? throw JoinFailure.NoAnswer(state));
    }
}

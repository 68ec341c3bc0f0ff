using Stagecraft.Bootstrap.Engine;
using Stagecraft.Bootstrap.Remote;
using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Providers.Tailscale;

/// <summary>The node runs in the right tailnet, under the right name, with the right tags: detect, decide, change, verify.</summary>
internal sealed class TailscaleJoiner(TailscaleOptions options)
{
    public async Task<string> RunAsync(HostSession session, TailscaleNode node, CancellationToken cancellationToken)
    {
        var state = session.Recall<TailscaleState>() ?? TailscaleState.From(await session.AskAsync(TailscaleScripts.Detect, cancellationToken));
        if (state.Status is not { } status)
        {
            if (!session.Options.CheckOnly) throw JoinFailure.NoAnswer(state);
            // What would install the client or start its daemon was withheld; a new client certainly needs a login.
            if (!state.IsInstalled) await LoginAsync(session, node, "a new node is not logged in", cancellationToken);
            return "not known before tailscaled runs";
        }

        if (status.BackendState is "NoState" or "Starting") status = await AwaitAsync(session, Settled(session, TailscaleScripts.None, []), cancellationToken);
        NodeCheck.RefuseOtherTailnet(status, options);
        var joined = NodeCheck.NeedsLogin(status)
            ? await LoginAsync(session, node, "the node is not logged in, or its key has expired", cancellationToken)
            : await AlignAsync(session, node, status, cancellationToken);

        // Null: a change was withheld.
        if (joined is not null) NodeCheck.Require(joined, node, options);
        return node.Fqdn;
    }

    /// <summary>Brings a node that is logged in in line, as gently as the client allows.</summary>
    private async Task<TailscaleStatus?> AlignAsync(HostSession session, TailscaleNode node, TailscaleStatus status, CancellationToken cancellationToken)
    {
        if (status.BackendState == "Stopped")
        {
            if (await UpAsync(session, cancellationToken) is not { } running) return null;
            status = running;
        }

        NodeCheck.RequireRunning(status, options);
        if (NodeCheck.MissingTags(status, node).Count > 0) return await RetagAsync(session, node, status, cancellationToken);
        return NodeCheck.HasName(status, node) ? status : await RenameAsync(session, node, status, cancellationToken);
    }

    private async Task<TailscaleStatus?> LoginAsync(HostSession session, TailscaleNode node, string reason, CancellationToken cancellationToken)
    {
        var script = WithKey(TailscaleScripts.Login, session, node, node.Tags);
        var change = new HostChange($"join {options.TailnetDomain} as {node.Name}", reason, script, Limit(session));
        return await ChangeAsync(session, change, Settled(session, node.Name, node.Tags), cancellationToken);
    }

    private async Task<TailscaleStatus?> UpAsync(HostSession session, CancellationToken cancellationToken)
    {
        var script = TailscaleScripts.Up.With(TailscaleScripts.Seconds(session.Options.Timeouts.Join));
        var change = new HostChange("bring tailscale up", "it is down", script, Limit(session));
        return await ChangeAsync(session, change, Settled(session, TailscaleScripts.None, []), cancellationToken);
    }

    private async Task<TailscaleStatus?> RetagAsync(HostSession session, TailscaleNode node, TailscaleStatus status, CancellationToken cancellationToken)
    {
        string[] tags = [.. status.Tags.Where(TailscaleTag.IsValid).Union(node.Tags, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var missing = string.Join(", ", NodeCheck.MissingTags(status, node));
        // Tags change with a new login only, which interrupts the node: https://github.com/tailscale/tailscale/issues/14424
        var path = await session.AskAsync(TailscaleScripts.Path, cancellationToken);
        if (!TailnetAddress.IsOutside(path["client"]) || !TailnetAddress.IsOutside(path["server"]))
            throw new HostFailureException(
                ErrorCode.NetworkJoinFailed,
                $"The node lacks {missing}, which takes a new login; this connection may run through the tailnet, and the login could cut it for good.",
                $"Give the node the tags in the admin console, connect to it by an address outside the tailnet, or run 'tailscale up --force-reauth --auth-key=KEY --advertise-tags={string.Join(',', tags)}' with its other flags on its own console.");

        var reason = status.Tags.Count == 0 ? "it has no tags" : $"it has {string.Join(", ", status.Tags)}";
        var change = new HostChange($"tag the node with {missing}", reason, WithKey(TailscaleScripts.Retag, session, node, tags), Limit(session));
        return await ChangeAsync(session, change, Settled(session, node.Name, node.Tags), cancellationToken);
    }

    private async Task<TailscaleStatus?> RenameAsync(HostSession session, TailscaleNode node, TailscaleStatus status, CancellationToken cancellationToken)
    {
        var change = new HostChange($"rename the node to {node.Name}", $"it is named {status.HostName}", TailscaleScripts.Rename.With(node.Name), Limit(session));
        return await ChangeAsync(session, change, Settled(session, node.Name, []), cancellationToken);
    }

    private RemoteScript WithKey(RemoteScript script, HostSession session, TailscaleNode node, IReadOnlyList<string> tags)
    {
        if (options.AuthKey.IsEmpty && !session.Options.CheckOnly) throw JoinFailure.NoKey(options);
        return script.With(
            TailscaleScripts.Seconds(session.Options.Timeouts.Join),
            node.Name,
            TailscaleScripts.Words(tags),
            options.LoginServer ?? TailscaleScripts.None).WithSecret(options.AuthKey);
    }

    private static TimeSpan Limit(HostSession session) => session.Options.Timeouts.Join + session.Options.Timeouts.Query;

    /// <summary>What the node says of itself after the change, in answer to <paramref name="settled"/>; null where the change was withheld.</summary>
    private async Task<TailscaleStatus?> ChangeAsync(HostSession session, HostChange change, RemoteScript settled, CancellationToken cancellationToken)
    {
        var made = await session.ChangeAsync(change with { Questions = [settled] }, cancellationToken);
        if (made is null) return null;
        if (made.Succeeded) return await AwaitAsync(session, settled, cancellationToken);
        if (!JoinFailure.IsTimeout(made)) throw JoinFailure.From(made, options);

        var found = TailscaleState.From(await session.AskAsync(TailscaleScripts.Detect, cancellationToken)).Status;
        if (found?.BackendState == "NeedsMachineAuth") NodeCheck.RequireRunning(found, options);
        throw JoinFailure.TimedOut(found, session.Options.Timeouts.Join, options);
    }

    /// <summary>Asks what the node says of itself once it has settled, or after half of a question's time.</summary>
    private static RemoteScript Settled(HostSession session, string name, IReadOnlyList<string> tags) => TailscaleScripts.Await.With(
        TailscaleScripts.Seconds(session.Options.Timeouts.Query / 2), name, TailscaleScripts.Words(tags));

    private static async Task<TailscaleStatus> AwaitAsync(HostSession session, RemoteScript settled, CancellationToken cancellationToken)
    {
        var state = TailscaleState.From(await session.AskAsync(settled, cancellationToken));
        return state.Status ?? throw JoinFailure.NoAnswer(state);
    }
}

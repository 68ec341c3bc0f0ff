using Stagecraft.Bootstrap;

namespace Stagecraft.Providers.Tailscale;

/// <summary>Removes the offline node that has the name of a host, because the host was rebuilt. Only a node that meets every condition is removed.</summary>
internal sealed class NodeReplacement(TailscaleOptions options, TimeProvider time)
{
    // The list is read once for many hosts. It only finds candidates: before a removal, the node is read again.
    private static readonly TimeSpan ListLifetime = TimeSpan.FromMinutes(1);

    private readonly ControlServerApi api = new(options, time);
    private readonly Lock gate = new();
    private (Task<IReadOnlyList<ServerNode>> List, long Began)? kept;

    public bool IsEnabled => options.ReplaceOfflineNode && !options.ApiCredential.IsEmpty;

    /// <summary>Removes the offline node that has the host's name.</summary>
    /// <param name="session">The host.</param>
    /// <param name="node">The node that the host is to be.</param>
    /// <param name="ownId">The id of the host's own node. Empty if it has none.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Whether the name has become free (in check mode: would become), and otherwise why the node of that name stays. Empty if there is none.</returns>
    public async Task<(bool Freed, string WhyNot)> RunAsync(HostSession session, TailscaleNode node, string ownId, CancellationToken cancellationToken)
    {
        if (!IsEnabled) return (false, "");
        var found = (await ListAsync(cancellationToken)).FirstOrDefault(other => other.HasName(node) && !other.Is(ownId));
        if (found is null) return (false, "");
        if (WhyNot(found, node) is { } kept) return (false, kept);

        if (!session.Options.CheckOnly)
        {
            // The list may be a minute old, and the node may be back, or gone.
            if (await api.NodeAsync(found.Id, cancellationToken) is not { } now || !now.HasName(node)) return (true, "");
            if (WhyNot(now, node) is { } back) return (false, back);
        }

        await session.ChangeElsewhereAsync(
            $"remove the offline node {node.Name} ({found.Id}) from the tailnet",
            $"it was offline for at least {Words(options.ReplaceOfflineAfter)} and has this host's name and tags",
            () => api.RemoveAsync(found.Id, cancellationToken),
            cancellationToken);
        return (true, "");
    }

    /// <summary>The conditions. Null if the node meets all of them.</summary>
    private string? WhyNot(ServerNode found, TailscaleNode node)
    {
        if (found.IsForeign) return "it belongs to another tailnet";
        if (node.Tags.Count == 0) return "this host has no tags (default_tags, role_tags) by which its node can be recognized";
        if (node.Tags.Except(found.Tags, StringComparer.Ordinal).ToList() is { Count: > 0 } missing) return $"it lacks {string.Join(", ", missing)}";
        if (!found.IsOffline) return "it is online";
        if (found.LastSeen is not { } seen) return "the control server does not say since when it is offline";
        return time.GetUtcNow() - seen < options.ReplaceOfflineAfter ? $"it was online within the last {Words(options.ReplaceOfflineAfter)} (replace_offline_after)" : null;
    }

    private Task<IReadOnlyList<ServerNode>> ListAsync(CancellationToken cancellationToken)
    {
        Task<IReadOnlyList<ServerNode>> list;
        lock (gate)
        {
            if (kept is not { } last || time.GetElapsedTime(last.Began) > ListLifetime) kept = last = (api.NodesAsync(CancellationToken.None), time.GetTimestamp());
            list = last.List;
        }

        return list.WaitAsync(cancellationToken);
    }

    private static string Words(TimeSpan time) => time.TotalSeconds % 60 == 0 ? $"{time.TotalMinutes:0} min" : $"{time.TotalSeconds:0} s";
}

using Stagecraft.Bootstrap.Reports;

namespace Stagecraft.Bootstrap;

/// <summary>
/// Fails the hosts of a run that turned out to be the same machine or the same node. Runs after the last host has ended,
/// and again when the reports of shards are merged.
/// </summary>
internal static class SharedIdentity
{
    // Limits the messages if many hosts have the same address by mistake.
    private const int MaxNames = 10;

    /// <returns>The results in the same order. Hosts that share an identity have failed, and each message names the others.</returns>
    public static IReadOnlyList<HostResult> Judge(IReadOnlyList<HostResult> results)
    {
        var machines = Groups(results, result => result.Identity.Machine);
        var nodes = Groups(results, result => result.Identity.Node);
        return machines.Count + nodes.Count == 0 ? results : [.. results.Select(result => Judge(result, machines, nodes))];
    }

    private static HostResult Judge(HostResult result, Dictionary<string, List<HostResult>> machines, Dictionary<string, List<HostResult>> nodes)
    {
        // A host that already failed keeps its reason. The hosts that share its identity name it.
        if (result.Status != HostStatus.Success && result.ErrorCode != ErrorCode.HostDuplicate) return result;

        if (Others(result, result.Identity.Machine, machines) is { Length: > 0 } sameMachine)
            return result.FailedLater(
                ErrorCode.HostDuplicate,
                $"This is the same machine as {sameMachine}.",
                "List each machine once, or correct the wrong address.");
        if (Others(result, result.Identity.Node, nodes) is { Length: > 0 } sameNode)
            return result.FailedLater(
                ErrorCode.HostDuplicate,
                $"This host is the same network node as {sameNode}: the network client's state was copied from one to the other.",
                "Stop the network client on the copy, delete its state, start it, then run again. Do not log it out, because that would log out the original too.");
        return result;
    }

    private static string Others(HostResult result, string? identity, Dictionary<string, List<HostResult>> groups)
    {
        if (identity is null || !groups.TryGetValue(identity, out var group)) return "";

        return NameSummary.Of(group.Where(other => !ReferenceEquals(other, result)).Select(HostSummary.Label), group.Count - 1, MaxNames);
    }

    private static Dictionary<string, List<HostResult>> Groups(IReadOnlyList<HostResult> results, Func<HostResult, string?> identity) => results
        .Where(result => identity(result) is not null)
        .GroupBy(result => identity(result)!, StringComparer.Ordinal)
        .Where(group => group.Skip(1).Any())
        .ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
}

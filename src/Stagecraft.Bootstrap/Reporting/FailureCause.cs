using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Reporting;

/// <summary>A cause of failures, and the hosts that have it.</summary>
public sealed record FailureCause(string Observed, IReadOnlyList<HostResult> Hosts)
{
    internal static IReadOnlyList<FailureCause> Of(IEnumerable<HostResult> results) =>
    [
        .. results
            .GroupBy(result => result.Cause.Length > 0 ? result.Cause : result.Message, StringComparer.Ordinal)
            .Select(group => new FailureCause(group.Key, [.. group])),
    ];
}

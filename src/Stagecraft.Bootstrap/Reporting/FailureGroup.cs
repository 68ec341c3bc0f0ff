using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Reporting;

/// <summary>Hosts that are not ready for the same reason and have the same fix, so that a report shows them once.</summary>
/// <param name="Code">The error code of all hosts in the group.</param>
/// <param name="Remedy">The fix for all of them. May be empty.</param>
/// <param name="Causes">The causes and their hosts, both in host order.</param>
public sealed record FailureGroup(ErrorCode Code, string Remedy, IReadOnlyList<FailureCause> Causes)
{
    public int HostCount => Causes.Sum(cause => cause.Hosts.Count);

    /// <summary>The groups of a report: failures in host order, then canceled hosts, because they have no fault.</summary>
    public static IReadOnlyList<FailureGroup> Of(BootstrapReport report) =>
    [
        .. report.Results
            .Where(result => result.ErrorCode is not null)
            .GroupBy(result => (Code: result.ErrorCode!, result.Remedy))
            .Select(group => new FailureGroup(group.Key.Code, group.Key.Remedy, FailureCause.Of(group)))
            .OrderBy(group => group.Code == ErrorCode.Cancelled),
    ];
}

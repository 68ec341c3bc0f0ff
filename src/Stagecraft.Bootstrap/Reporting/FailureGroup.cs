using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Reporting;

/// <summary>Hosts that are not ready for the same reason and are mended the same way: forty of them are one thing to read.</summary>
/// <param name="Code">Why they are not ready.</param>
/// <param name="Remedy">What to do about all of them; may be empty.</param>
/// <param name="Causes">What was observed, and on which hosts; both in host order.</param>
public sealed record FailureGroup(ErrorCode Code, string Remedy, IReadOnlyList<FailureCause> Causes)
{
    public int HostCount => Causes.Sum(cause => cause.Hosts.Count);

    /// <summary>The groups of a report: failures in host order, then what was cancelled, which follows from no fault of a host's.</summary>
    public static IReadOnlyList<FailureGroup> Of(BootstrapReport report) =>
    [
        .. report.Results
            .Where(result => result.ErrorCode is not null)
            .GroupBy(result => (Code: result.ErrorCode!, result.Remedy))
            .Select(group => new FailureGroup(group.Key.Code, group.Key.Remedy, FailureCause.Of(group)))
            .OrderBy(group => group.Code == ErrorCode.Cancelled),
    ];
}

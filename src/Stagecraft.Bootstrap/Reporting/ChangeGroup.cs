using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Reporting;

/// <summary>Hosts on which the same was changed (in check mode: would be).</summary>
/// <param name="Changes">Step by step; where several hosts share it, what ends in a host's own name ends in <c>NAME</c>.</param>
/// <param name="Hosts">In host order.</param>
public sealed record ChangeGroup(string Changes, IReadOnlyList<HostResult> Hosts)
{
    private const string AnyName = "NAME";

    public static IReadOnlyList<ChangeGroup> Of(BootstrapReport report) =>
    [
        .. report.Results
            .Where(result => HostSummary.Changes(result).Length > 0)
            .GroupBy(Shared, StringComparer.Ordinal)
            .Select(group => group.ToList())
            .Select(hosts => new ChangeGroup(hosts.Count == 1 ? HostSummary.Changes(hosts[0]) : Shared(hosts[0]), hosts)),
    ];

    public static string Heading(BootstrapReport report) => report.CheckOnly ? "A run would change" : "Changed";

    // A host joins under its own name; that alone does not make it another change.
    private static string Shared(HostResult result) => HostSummary.Changes(result with
    {
        Steps = [.. result.Steps.Select(step => step.Detail.EndsWith($" {result.Name}", StringComparison.Ordinal)
            ? step with { Detail = step.Detail[..^result.Name.Length] + AnyName }
            : step)],
    });
}

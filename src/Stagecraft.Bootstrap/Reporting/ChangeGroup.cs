using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Reporting;

/// <summary>Hosts on which the same was changed (in check mode: would be).</summary>
/// <param name="Changes">Step by step; where several hosts share it, a host's own name at the end, or before the reason, is <c>NAME</c>.</param>
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
        Steps = [.. result.Steps.Select(step => step with { Detail = WithoutName(step.Detail, result.Name), Begun = WithoutName(step.Begun, result.Name) })],
    });

    private static string WithoutName(string detail, string name) => detail.EndsWith($" {name}", StringComparison.Ordinal)
        ? detail[..^name.Length] + AnyName
        : detail.Replace($" {name} (", $" {AnyName} (", StringComparison.Ordinal);
}

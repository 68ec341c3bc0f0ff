using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Reporting;

/// <summary>Hosts with the same changes. In check mode, hosts that would get the same changes.</summary>
/// <param name="Changes">The changes, step by step. If several hosts share them, <c>NAME</c> replaces a host's own name at the end or before the reason.</param>
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

    // Each host joins under its own name. Ignores that difference.
    private static string Shared(HostResult result) => HostSummary.Changes(result with
    {
        Steps = [.. result.Steps.Select(step => step with { Detail = WithoutName(step.Detail, result.Name), Begun = WithoutName(step.Begun, result.Name) })],
    });

    private static string WithoutName(string detail, string name) => detail.EndsWith($" {name}", StringComparison.Ordinal)
        ? detail[..^name.Length] + AnyName
        : detail.Replace($" {name} (", $" {AnyName} (", StringComparison.Ordinal);
}

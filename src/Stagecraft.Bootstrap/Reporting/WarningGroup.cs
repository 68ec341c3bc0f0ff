using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Reporting;

/// <summary>A warning, and the hosts that have it.</summary>
/// <param name="Warning">One line.</param>
/// <param name="Hosts">In host order.</param>
public sealed record WarningGroup(string Warning, IReadOnlyList<HostResult> Hosts)
{
    /// <summary>The warnings of hosts, in host order. Those of the run itself are <see cref="BootstrapReport.Warnings"/>.</summary>
    public static IReadOnlyList<WarningGroup> Of(BootstrapReport report) =>
    [
        .. report.Results
            .SelectMany(result => result.Warnings.Distinct(StringComparer.Ordinal).Select(warning => (Warning: warning, Host: result)))
            .GroupBy(pair => pair.Warning, pair => pair.Host, StringComparer.Ordinal)
            .Select(group => new WarningGroup(group.Key, [.. group])),
    ];

    /// <summary><c>Warnings, 2 hosts</c>, with the number of hosts that have warnings.</summary>
    public static string Heading(BootstrapReport report) => $"Warnings, {ReportCounts.Hosts(report.Results.Count(result => result.Warnings.Count > 0))}";
}

using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Reporting;

/// <summary>The counts of a report, in one sentence.</summary>
public static class ReportCounts
{
    public static string Sentence(BootstrapReport report) => report.CheckOnly
        ? $"{Hosts(report.Results.Count)} checked: {report.Succeeded - report.WouldChange} ready, {report.WouldChange} would change, {report.Failed} failed, {report.Skipped} cancelled. Nothing was changed."
        : $"{Hosts(report.Results.Count)}: {report.Succeeded} ready, {report.Failed} failed, {report.Skipped} cancelled; {report.Changed} changed.";

    /// <summary><c>1 host</c>, <c>2 hosts</c>.</summary>
    public static string Hosts(int count) => count == 1 ? "1 host" : $"{count} hosts";
}

using Stagecraft.Bootstrap.Reporting;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Configuration;

namespace Stagecraft.Bootstrap.Tool.BuildServers;

/// <summary>Where a run's findings are shown beside the job: annotations, and the Markdown report as its summary.</summary>
internal abstract class BuildServer
{
    // An annotation is a pointer: the report has every name.
    private const int MaxNames = 10;

    /// <summary>The one that this process runs under, or null.</summary>
    /// <param name="surroundings">Where its variables are.</param>
    /// <param name="log">What it reads; not standard output, which is for results.</param>
    public static BuildServer? Detect(Surroundings surroundings, TextWriter log)
    {
        return IsTrue("GITHUB_ACTIONS") ? new GitHubActions(surroundings, log)
            : IsTrue("TF_BUILD") ? new AzurePipelines(surroundings, log)
            : null;

        bool IsTrue(string name) => string.Equals(surroundings.Environment(name), "true", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Shows the report. Never throws: the run is over, and what came of it stands.</summary>
    public void Show(BootstrapReport report)
    {
        report = PrintableReport.Of(report);
        foreach (var warning in report.Warnings) Annotate(isError: false, null, "Host bootstrap", warning);
        foreach (var group in WarningGroup.Of(report))
            Annotate(isError: false, null, $"Warning on {ReportCounts.Hosts(group.Hosts.Count)}", $"{Names(group.Hosts)}: {group.Warning}");
        foreach (var change in report.CheckOnly ? ChangeGroup.Of(report) : [])
            Annotate(isError: false, null, $"A run would change {ReportCounts.Hosts(change.Hosts.Count)}", $"{Names(change.Hosts)}: {change.Changes}");
        foreach (var group in FailureGroup.Of(report))
        {
            var causes = group.Causes.Select(cause => $"{Names(cause.Hosts)}: {cause.Observed}");
            Annotate(
                isError: group.Code != ErrorCode.Cancelled,
                group.Code.DiagnosticId,
                $"{group.Code} on {ReportCounts.Hosts(group.HostCount)}",
                string.Join('\n', [.. causes.Take(MaxNames), group.Remedy, group.Code.HelpLink]));
        }

        try
        {
            Summarize(MarkdownReport.Write(report));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Annotate(isError: false, null, "Host bootstrap", $"The job's summary cannot be written: {exception.Message}");
        }
    }

    /// <param name="isError">Else a warning.</param>
    /// <param name="code">For example <c>SCB1302</c>, or null.</param>
    /// <param name="title">One line.</param>
    /// <param name="message">May have several.</param>
    protected abstract void Annotate(bool isError, string? code, string title, string message);

    protected abstract void Summarize(string markdown);

    private static string Names(IReadOnlyList<HostResult> hosts) =>
        string.Join(", ", hosts.Take(MaxNames).Select(HostSummary.Label)) + (hosts.Count > MaxNames ? $" and {hosts.Count - MaxNames} more" : "");
}

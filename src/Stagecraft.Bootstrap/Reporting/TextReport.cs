using System.Text;
using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Reporting;

/// <summary>The report for people: a table of hosts, changes, failures, warnings, and the counts.</summary>
/// <remarks>Lines end in LF. The same results produce the same bytes.</remarks>
public static class TextReport
{
    private const string StateHeading = "STATE";

    /// <param name="report">The report to show.</param>
    /// <param name="paint">Colors the word of a state, for a terminal.</param>
    /// <param name="width">Shortens long names in the table so that its lines fit this width. Null keeps all names complete.</param>
    public static string Write(BootstrapReport report, Func<HostState, string, string>? paint = null, int? width = null)
    {
        report = PrintableReport.Of(report);
        var output = new StringBuilder();
        WriteHosts(report, paint, width, output);
        TextChanges.WriteTo(output, report);
        TextFailures.WriteTo(output, report, paint);
        TextWarnings.WriteTo(output, report);
        return output.Append(ReportCounts.Sentence(report)).Append('\n').ToString();
    }

    private static void WriteHosts(BootstrapReport report, Func<HostState, string, string>? paint, int? width, StringBuilder output)
    {
        if (report.Results.Count == 0) return;

        string[] headings = ["HOST", "ID", "ROLE", StateHeading, "CHANGED", "DOCKER", "COMPOSE", "FQDN"];
        var table = new TextTable(headings);
        foreach (var result in report.Results)
        {
            table.Add(
                result.Name,
                result.HostId,
                result.Role,
                HostSummary.Word(HostSummary.State(result)),
                result.Changed ? "yes" : "no",
                result.Facts.DockerVersion,
                result.Facts.ComposeVersion,
                result.Facts.Fqdn);
        }

        table.WriteTo(output, paint is null ? null : Cell, width);
        output.Append('\n');

        string Cell(int row, int column, string cell) =>
            headings[column] == StateHeading ? paint!(HostSummary.State(report.Results[row]), cell) : cell;
    }
}

using System.Text;
using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Reporting;

/// <summary>The report that people read: a table, what changed, what failed and why, and the counts.</summary>
/// <remarks>Lines end in LF, and nothing in it differs from one run to the next.</remarks>
public static class TextReport
{
    private const int StateColumn = 3;

    /// <param name="report">What to show.</param>
    /// <param name="paint">Dresses the word of a state, for a terminal.</param>
    public static string Write(BootstrapReport report, Func<HostState, string, string>? paint = null)
    {
        report = PrintableReport.Of(report);
        var output = new StringBuilder();
        WriteHosts(report, paint, output);
        WriteChanges(report, output);
        TextFailures.WriteTo(output, report);
        WriteWarnings(report, output);
        return output.Append(ReportCounts.Sentence(report)).Append('\n').ToString();
    }

    private static void WriteHosts(BootstrapReport report, Func<HostState, string, string>? paint, StringBuilder output)
    {
        if (report.Results.Count == 0) return;

        var table = new TextTable("HOST", "ID", "ROLE", "STATE", "CHANGED", "DOCKER", "COMPOSE", "FQDN");
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

        table.WriteTo(output, paint is null ? null : Cell);
        output.Append('\n');

        string Cell(int row, int column, string cell) =>
            column == StateColumn ? paint!(HostSummary.State(report.Results[row]), cell) : cell;
    }

    private static void WriteChanges(BootstrapReport report, StringBuilder output) => WriteList(
        report.CheckOnly ? "A run would change:" : "Changed:",
        report.Results
            .Select(result => (result.Name, Changes: HostSummary.Changes(result)))
            .Where(host => host.Changes.Length > 0)
            .Select(host => $"{host.Name}: {host.Changes}"),
        output);

    private static void WriteWarnings(BootstrapReport report, StringBuilder output) => WriteList("Warnings:", report.Warnings, output);

    private static void WriteList(string heading, IEnumerable<string> items, StringBuilder output)
    {
        var any = false;
        foreach (var item in items)
        {
            if (!any) output.Append(heading).Append('\n');
            any = true;
            output.Append("  ").Append(item).Append('\n');
        }

        if (any) output.Append('\n');
    }
}

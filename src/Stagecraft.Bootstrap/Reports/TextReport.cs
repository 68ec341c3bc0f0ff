using System.Text;

namespace Stagecraft.Bootstrap.Reports;

/// <summary>The report for people: a table of hosts, changes, failures, warnings, and the counts.</summary>
/// <remarks>Lines end in LF. The same results produce the same bytes.</remarks>
internal static class TextReport
{
    /// <param name="report">The report to show.</param>
    /// <param name="paint">Colors the word of a state, for a terminal.</param>
    /// <param name="width">
    /// The width of a terminal in columns: long names in the table are shortened, and other lines are wrapped. Null keeps
    /// names and lines complete, so that they can be searched for and copied.
    /// </param>
    /// <param name="ellipsis">Marks a shortened name.</param>
    public static string Write(BootstrapReport report, Func<HostState, string, string>? paint = null, int? width = null, string ellipsis = Cells.Ellipsis)
    {
        report = PrintableReport.Of(report);
        var output = new TextReportWriter(paint, width, ellipsis);
        output.WriteHosts(report);
        output.WriteChanges(report);
        output.WriteFailures(report);
        output.WriteWarnings(report);
        return output.WriteCounts(report);
    }
}

/// <summary>Writes the sections of a text report.</summary>
/// <param name="paint">As of <see cref="TextReport.Write"/>.</param>
/// <param name="width">As of <see cref="TextReport.Write"/>.</param>
/// <param name="ellipsis">As of <see cref="TextReport.Write"/>.</param>
internal sealed class TextReportWriter(Func<HostState, string, string>? paint, int? width, string ellipsis)
{
    private const string Indent = "    ";

    private readonly StringBuilder output = new();

    public void WriteHosts(BootstrapReport report)
    {
        if (report.Results.Count == 0) return;

        IReadOnlyList<HostColumn> columns = [.. HostColumns.Of(report).Except(HostColumns.Addresses)];
        var table = new TextTable([.. columns.Select(column => column.Heading.ToUpperInvariant())]);
        foreach (var result in report.Results) table.Add([.. columns.Select(column => column.Cell(result))]);
        table.WriteTo(output, paint is null ? null : Cell, width, ellipsis);
        output.Append('\n');

        string Cell(int row, int column, string cell) =>
            columns[column] == HostColumns.State ? paint!(HostSummary.State(report.Results[row]), cell) : cell;
    }

    /// <summary>The changes, one line per step. Hosts with the same changes share them.</summary>
    public void WriteChanges(BootstrapReport report)
    {
        var groups = ChangeGroup.Of(report);
        if (groups.Count == 0) return;

        output.Append($"{ChangeGroup.Heading(report)}:\n");
        foreach (var group in groups)
        {
            if (group.Hosts.Count == 1)
            {
                output.Append($"  {group.Hosts[0].Name}:\n");
            }
            else
            {
                output.Append($"  {ReportCounts.Hosts(group.Hosts.Count)}:\n");
                NameList.WriteTo(output, Indent, [.. group.Hosts.Select(host => host.Name)], width);
            }

            var longest = group.Steps.Max(change => Cells.Of(change.Step));
            foreach (var (step, change) in group.Steps)
                Write($"{Indent}+ {Cells.Pad(step, longest)}  ", change, Indent.Length + 2 + longest + 2);
        }

        output.Append('\n');
    }

    /// <summary>The hosts that are not ready. Each cause is shown once, with its hosts and its fix.</summary>
    public void WriteFailures(BootstrapReport report)
    {
        var groups = FailureGroup.Of(report);
        if (groups.Count == 0) return;

        output.Append($"{FailureGroup.Heading(report)}:\n\n");
        foreach (var group in groups)
        {
            var code = paint is null ? group.Code.Label : paint(group.IsSkipped ? HostState.Skipped : HostState.Failed, group.Code.Label);
            output.Append($"  {code}, {ReportCounts.Hosts(group.HostCount)}:\n");
            foreach (var cause in group.Causes) WriteWithHosts(Indent, cause.Observed, cause.Hosts);
            if (group.Remedy.Length > 0) Write(Indent, $"Fix: {group.Remedy}", Indent.Length + 2);
            if (!group.IsSkipped) output.Append($"{Indent}Help: {group.Code.HelpLink}\n");
            output.Append('\n');
        }
    }

    /// <summary>First the warnings of the run, then each warning of hosts once, with its hosts.</summary>
    public void WriteWarnings(BootstrapReport report)
    {
        var groups = WarningGroup.Of(report);
        if (report.Warnings.Count + groups.Count == 0) return;

        output.Append("Warnings:\n");
        foreach (var warning in report.Warnings) Write("  ", warning, 4);
        foreach (var group in groups) WriteWithHosts("  ", group.Warning, group.Hosts);
        output.Append('\n');
    }

    public string WriteCounts(BootstrapReport report)
    {
        Write("", ReportCounts.Sentence(report), 2);
        return output.ToString();
    }

    private void WriteWithHosts(string indent, string text, IReadOnlyList<HostResult> hosts)
    {
        var one = hosts.Count == 1 ? $"{HostSummary.Label(hosts[0])}: " : "";
        // Deeper than the names that follow.
        Write(indent, one + text, indent.Length + (hosts.Count == 1 ? 2 : 4));
        if (hosts.Count > 1) NameList.WriteTo(output, indent + "  ", [.. hosts.Select(HostSummary.Label)], width);
    }

    private void Write(string indent, string text, int hanging) => output.AppendWrapped(indent, text, hanging, width);
}

/// <summary>Comma-separated names, in lines that fit a terminal.</summary>
internal static class NameList
{
    // Without a terminal, the lines are still limited, because a list of hundreds of names is not copied.
    private const int DefaultWidth = 80;

    public static void WriteTo(StringBuilder output, string indent, IReadOnlyList<string> names, int? width = null)
    {
        var used = 0;
        for (var i = 0; i < names.Count; i++)
        {
            var name = i == names.Count - 1 ? names[i] : names[i] + ",";
            if (used > 0 && used + 1 + Cells.Of(name) > (width ?? DefaultWidth))
            {
                output.Append('\n');
                used = 0;
            }

            var before = used == 0 ? indent : " ";
            output.Append(before).Append(name);
            used += before.Length + Cells.Of(name);
        }

        output.Append('\n');
    }
}

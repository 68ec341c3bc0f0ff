using System.Text;

namespace Stagecraft.Bootstrap.Reports;

/// <summary>The report for people: a table of hosts, changes, failures, warnings, and the counts.</summary>
/// <remarks>Lines end in LF. The same results produce the same bytes.</remarks>
internal static class TextReport
{
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

        IReadOnlyList<HostColumn> columns = [.. HostColumns.Of(report).Except(HostColumns.Addresses)];
        var table = new TextTable([.. columns.Select(column => column.Heading.ToUpperInvariant())]);
        foreach (var result in report.Results) table.Add([.. columns.Select(column => column.Cell(result))]);
        table.WriteTo(output, paint is null ? null : Cell, width);
        output.Append('\n');

        string Cell(int row, int column, string cell) =>
            columns[column] == HostColumns.State ? paint!(HostSummary.State(report.Results[row]), cell) : cell;
    }
}

/// <summary>The hosts in a text report that are not ready. Each cause is shown once, with its hosts and its fix.</summary>
internal static class TextFailures
{
    private const string Indent = "    ";

    public static void WriteTo(StringBuilder output, BootstrapReport report, Func<HostState, string, string>? paint)
    {
        var groups = FailureGroup.Of(report);
        if (groups.Count == 0) return;

        output.Append($"{FailureGroup.Heading(report)}:\n\n");
        foreach (var group in groups)
        {
            var cancelled = group.Code == ErrorCode.Cancelled;
            var code = paint is null ? group.Code.Id : paint(cancelled ? HostState.Skipped : HostState.Failed, group.Code.Id);
            output.Append($"  {code}, {ReportCounts.Hosts(group.HostCount)}:\n");
            foreach (var cause in group.Causes) WriteCause(output, cause);
            if (group.Remedy.Length > 0) output.Append($"{Indent}Fix: {group.Remedy}\n");
            if (!cancelled) output.Append($"{Indent}Help: {group.Code.HelpLink}\n");
            output.Append('\n');
        }
    }

    // A cause stays on one line, so that it can be searched for and copied.
    private static void WriteCause(StringBuilder output, FailureCause cause)
    {
        if (cause.Hosts.Count == 1)
        {
            output.Append($"{Indent}{HostSummary.Label(cause.Hosts[0])}: {cause.Observed}\n");
            return;
        }

        output.Append($"{Indent}{cause.Observed}\n");
        NameList.WriteTo(output, Indent + "  ", [.. cause.Hosts.Select(HostSummary.Label)]);
    }
}

/// <summary>The warnings in a text report: first those of the run, then each host warning once, with its hosts.</summary>
internal static class TextWarnings
{
    public static void WriteTo(StringBuilder output, BootstrapReport report)
    {
        var groups = WarningGroup.Of(report);
        if (report.Warnings.Count + groups.Count == 0) return;

        output.Append("Warnings:\n");
        foreach (var warning in report.Warnings) output.Append($"  {warning}\n");
        foreach (var group in groups)
        {
            if (group.Hosts.Count == 1)
            {
                output.Append($"  {HostSummary.Label(group.Hosts[0])}: {group.Warning}\n");
                continue;
            }

            output.Append($"  {group.Warning}\n");
            NameList.WriteTo(output, "    ", [.. group.Hosts.Select(HostSummary.Label)]);
        }

        output.Append('\n');
    }
}

/// <summary>The changes in a text report. Each change is shown once, with its hosts.</summary>
internal static class TextChanges
{
    public static void WriteTo(StringBuilder output, BootstrapReport report)
    {
        var groups = ChangeGroup.Of(report);
        if (groups.Count == 0) return;

        output.Append($"{ChangeGroup.Heading(report)}:\n");
        foreach (var group in groups)
        {
            if (group.Hosts.Count == 1)
            {
                output.Append($"  {group.Hosts[0].Name}: {group.Changes}\n");
                continue;
            }

            output.Append($"  {group.Changes}, {ReportCounts.Hosts(group.Hosts.Count)}:\n");
            NameList.WriteTo(output, "    ", [.. group.Hosts.Select(host => host.Name)]);
        }

        output.Append('\n');
    }
}

/// <summary>Comma-separated names, in lines that fit a terminal.</summary>
internal static class NameList
{
    private const int Width = 80;

    public static void WriteTo(StringBuilder output, string indent, IReadOnlyList<string> names)
    {
        var used = 0;
        for (var i = 0; i < names.Count; i++)
        {
            var name = i == names.Count - 1 ? names[i] : names[i] + ",";
            if (used > 0 && used + 1 + name.Length > Width)
            {
                output.Append('\n');
                used = 0;
            }

            var before = used == 0 ? indent : " ";
            output.Append(before).Append(name);
            used += before.Length + name.Length;
        }

        output.Append('\n');
    }
}

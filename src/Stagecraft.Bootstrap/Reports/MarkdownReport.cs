using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Stagecraft.Bootstrap.Reports;

/// <summary>The report as a CI job summary, in GitHub's Markdown. Azure Pipelines and GitLab show it too.</summary>
/// <remarks>Lines end in LF. The same results produce the same bytes.</remarks>
internal static class MarkdownReport
{
    public static string Write(BootstrapReport report)
    {
        report = PrintableReport.Of(report);
        var output = new StringBuilder();
        output.Append($"## {ReportTitle.Of(report)}\n\n");
        output.Append("**").Append(ReportCounts.Sentence(report)).Append("**\n\n");
        WriteRun(report, output);
        WriteWarnings(report, output);
        WriteFailures(report, output);
        WriteHostWarnings(report, output);
        WriteHosts(report, output);
        WriteChanges(report, output);
        WriteSteps(report, output);
        return output.ToString();
    }

    private static void WriteRun(BootstrapReport report, StringBuilder output)
    {
        var parts = ReportTitle.Parts(report.Run).Select(part => $"{part.Name} {MarkdownText.Code(part.Value)}").ToList();
        if (parts.Count > 0) output.Append("Run: ").AppendJoin(", ", parts).Append("\n\n");
    }

    private static void WriteWarnings(BootstrapReport report, StringBuilder output)
    {
        foreach (var warning in report.Warnings)
            output.Append("> ⚠️ ").Append(MarkdownText.Code(warning)).Append("\n\n");
    }

    private static void WriteFailures(BootstrapReport report, StringBuilder output)
    {
        foreach (var group in FailureGroup.Of(report))
        {
            // Large groups are collapsed, so that the table stays visible.
            output.Append(group.HostCount <= 5 ? "<details open>" : "<details>");
            output.Append($"<summary><b>{group.Code.Label}</b> on {ReportCounts.Hosts(group.HostCount)}</summary>\n\n");
            foreach (var cause in group.Causes)
                output.Append("- ").Append(MarkdownText.Code(cause.Observed)).Append("  \n  ").AppendJoin(", ", cause.Hosts.Select(Label)).Append('\n');

            output.Append('\n');
            if (group.Remedy.Length > 0) output.Append("Fix: ").Append(MarkdownText.Code(group.Remedy)).Append("  \n");
            output.Append($"Help: <{group.Code.HelpLink}>\n\n</details>\n\n");
        }
    }

    private static void WriteHostWarnings(BootstrapReport report, StringBuilder output)
    {
        var groups = WarningGroup.Of(report);
        if (groups.Count == 0) return;

        output.Append($"<details open><summary>⚠️ {WarningGroup.Heading(report)}</summary>\n\n");
        foreach (var group in groups)
            output.Append("- ").Append(MarkdownText.Code(group.Warning)).Append("  \n  ").AppendJoin(", ", group.Hosts.Select(Label)).Append('\n');
        output.Append("\n</details>\n\n");
    }

    private static void WriteHosts(BootstrapReport report, StringBuilder output)
    {
        if (report.Results.Count == 0) return;

        var columns = HostColumns.StateFirst(report);
        WriteRow(output, [.. columns.Select(column => column.Heading)]);
        output.Append('|').Insert(output.Length, "---|", columns.Count).Append('\n');
        foreach (var result in report.Results) WriteRow(output, [.. columns.Select(column => Cell(column, result))]);
        output.Append('\n');
    }

    private static void WriteChanges(BootstrapReport report, StringBuilder output)
    {
        var groups = ChangeGroup.Of(report);
        if (groups.Count == 0) return;

        output.Append($"<details><summary>{ChangeGroup.Heading(report)}</summary>\n\n");
        foreach (var group in groups)
        {
            output.Append("- ").Append(MarkdownText.Code(group.Changes)).Append("  \n  ")
                .AppendJoin(", ", group.Hosts.Select(host => MarkdownText.Code(host.Name))).Append('\n');
        }

        output.Append("\n</details>\n\n");
    }

    private static void WriteSteps(BootstrapReport report, StringBuilder output)
    {
        if (report.Results.Count == 0) return;

        output.Append("<details><summary>Every step</summary>\n\n| Host | Step | Outcome | Detail |\n|---|---|---|---|\n");
        foreach (var result in report.Results)
        {
            foreach (var step in result.Steps)
                WriteRow(output, Cell(result.Name), Cell(step.Name), ReportWords.Of(step.Outcome), Cell(HostSummary.Detail(step)));
        }

        output.Append("\n</details>\n");
    }

    private static void WriteRow(StringBuilder output, params ReadOnlySpan<string> cells) =>
        output.Append("| ").AppendJoin(" | ", cells!).Append(" |\n");

    private static string Cell(string? text) => string.IsNullOrEmpty(text) ? "" : MarkdownText.Code(text);

    private static string Cell(HostColumn column, HostResult result) =>
        column == HostColumns.State ? State(result) : column.IsWord ? column.Cell(result) ?? "" : Cell(column.Cell(result));

    private static string Label(HostResult result) => MarkdownText.Code(HostSummary.Label(result));

    private static string State(HostResult result)
    {
        var state = HostSummary.State(result);
        var mark = state switch
        {
            HostState.Ready or HostState.NotJoined => "✅",
            HostState.Failed => "❌",
            HostState.WouldChange => "✏️",
            _ => "⏹️",
        };
        return $"{mark} {HostSummary.Word(state)}";
    }
}

/// <summary>Writes untrusted text as literal text in GitHub's Markdown.</summary>
internal static class MarkdownText
{
    // A character reference is never markup: https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
    // These characters can start markup in CommonMark, and in GitHub's tables, strikethrough, formulas, emoji and autolinks.
    private static readonly HtmlEncoder Encoder = Create("!#$()*:<=>@[\\]^_`{|}~");

    /// <summary>
    /// A code span, in which only backticks are markup, so that the source stays readable. GitHub does not link mentions,
    /// issues or commits in it either. Text that a span or a table cannot hold is in <c>&lt;code&gt;</c>, with character references.
    /// </summary>
    /// <remarks>A span loses spaces at its ends: https://spec.commonmark.org/0.31.2/#code-spans. A table ends a cell at a bar, even in a span.</remarks>
    public static string Code(string text) => text.Length > 0 && text.AsSpan().IndexOfAny('`', '|') < 0 && text == text.Trim()
        ? $"`{text}`"
        // An autolink may also begin with "www.", which has no special character.
        : $"<code>{Encoder.Encode(text).Replace("www.", "www&#x2E;", StringComparison.Ordinal)}</code>";

    private static HtmlEncoder Create(string forbidden)
    {
        var settings = new TextEncoderSettings(UnicodeRanges.All);
        settings.ForbidCharacters(forbidden.ToCharArray());
        return HtmlEncoder.Create(settings);
    }
}

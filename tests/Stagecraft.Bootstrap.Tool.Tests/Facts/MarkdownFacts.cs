using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Markdig;

namespace Stagecraft.Bootstrap.Tool.Tests.Facts;

/// <summary>The facts that a reader of GitHub's Markdown finds, with more extensions than GitHub has.</summary>
internal static class MarkdownFacts
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UseAdvancedExtensions()
        .UseEmojiAndSmiley()
        .Build();

    public static IDocument Parse(string report) => new HtmlParser().ParseDocument(Markdown.ToHtml(report, Pipeline));

    public static ReportFacts Read(string report)
    {
        using var page = Parse(report);
        var run = page.QuerySelector("h2 + p + p") is { } line && line.TextContent.StartsWith("Run: ", StringComparison.Ordinal) ? line.TextContent : "";
        var facts = new ReportFacts
        {
            Counts = page.QuerySelector("h2 + p strong")!.TextContent,
            Run = ReportFacts.Identity(Part(run, "environment "), Part(run, "Stagecraft "), Part(run, "configuration ")),
        };
        foreach (var warning in page.QuerySelectorAll("blockquote code")) facts.AddWarning(warning.TextContent);

        var tables = page.QuerySelectorAll("table");
        if (tables.Length > 0)
        {
            var headings = tables[0].QuerySelectorAll("th").Select(heading => heading.TextContent).ToList();
            foreach (var row in tables[0].QuerySelectorAll("tbody tr")) facts.AddHost(ReportFacts.InOrder(headings, HostCells(row)));
            foreach (var row in tables[^1].QuerySelectorAll("tbody tr")) facts.AddStep(row.Children.Select(cell => cell.TextContent));
        }

        foreach (var group in page.QuerySelectorAll("details:has(summary b)"))
        {
            var code = group.QuerySelector("summary b")!.TextContent.Split(" (")[0];
            var fix = group.QuerySelector("ul + p code")?.TextContent;
            foreach (var cause in group.QuerySelectorAll("li"))
            {
                var parts = cause.QuerySelectorAll("code");
                foreach (var host in parts.Skip(1)) facts.AddFailure(code, $"{host.TextContent}: {parts[0].TextContent} {fix}");
            }
        }

        foreach (var cause in page.QuerySelectorAll("details").Where(IsWarnings).SelectMany(group => group.QuerySelectorAll("li")))
        {
            var parts = cause.QuerySelectorAll("code");
            foreach (var host in parts.Skip(1)) facts.AddHostWarning(host.TextContent, parts[0].TextContent);
        }

        return facts;
    }

    private static bool IsWarnings(IElement details) => details.QuerySelector("summary")!.TextContent.StartsWith("⚠️ Warnings, ", StringComparison.Ordinal);

    private static string? Part(string run, string name) =>
        run.IndexOf(name, StringComparison.Ordinal) is >= 0 and var start ? run[(start + name.Length)..].Split(", ")[0] : null;

    // A mark precedes the word for the status.
    private static IEnumerable<string> HostCells(IElement row) =>
        row.Children.Select((cell, column) => column == 1 ? cell.TextContent.Split(' ', 2)[1] : cell.TextContent);
}

using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Stagecraft.Bootstrap.Tool.Tests.Facts;

/// <summary>The facts that a browser's parser finds.</summary>
internal static class HtmlFacts
{
    public static IDocument Parse(string report) => new HtmlParser(new HtmlParserOptions { IsStrictMode = true }).ParseDocument(report);

    public static ReportFacts Read(string report)
    {
        using var page = Parse(report);
        var run = page.QuerySelector(".run")?.TextContent.Trim().Split(" · ").Select(part => part.Trim().Split(' ', 2)).ToDictionary(part => part[0], part => part[1], StringComparer.Ordinal) ?? [];
        var facts = new ReportFacts
        {
            Counts = Counts(page),
            Run = ReportFacts.Identity(run.GetValueOrDefault("environment"), run.GetValueOrDefault("Stagecraft"), run.GetValueOrDefault("configuration")),
        };
        foreach (var warning in page.QuerySelectorAll(".warning")) facts.AddWarning(warning.TextContent);
        var headings = page.QuerySelectorAll("table.hosts thead th").Select(heading => heading.TextContent).ToList();
        foreach (var row in page.QuerySelectorAll("table.hosts tbody tr")) facts.AddHost(ReportFacts.InOrder(headings, row.Children.Select(Cell)));
        foreach (var host in page.QuerySelectorAll("details"))
        {
            foreach (var row in host.QuerySelectorAll("table.steps tbody tr"))
                facts.AddStep([host.QuerySelector("summary b")!.TextContent, .. row.Children.Select(Cell)]);
        }

        foreach (var group in page.QuerySelectorAll("article"))
        {
            var code = group.QuerySelector("h3 a")!.TextContent.Split(" (")[0];
            var fix = group.QuerySelector(".fix") is { } shown ? shown.TextContent[shown.TextContent.IndexOf("Fix: ", StringComparison.Ordinal)..]["Fix: ".Length..] : null;
            foreach (var cause in group.QuerySelectorAll(".cause"))
            {
                foreach (var host in cause.QuerySelectorAll(".on a"))
                    facts.AddFailure(code, $"{host.TextContent}: {cause.QuerySelector("pre")!.TextContent} {fix}");
            }
        }

        foreach (var group in page.QuerySelectorAll(".warned"))
        {
            foreach (var host in group.QuerySelectorAll(".on a")) facts.AddHostWarning(host.TextContent, group.QuerySelector("p")!.TextContent);
        }

        return facts;
    }

    // The sentence of the other formats, from the tiles.
    private static string Counts(IDocument page)
    {
        var tiles = page.QuerySelectorAll(".counts li").Select(tile => $"{tile.QuerySelector("b")!.TextContent} {tile.LastChild!.TextContent.Trim()}").ToList();
        var states = string.Join(", ", tiles[1..^1]);
        return page.QuerySelector("h1")!.TextContent.EndsWith("check", StringComparison.Ordinal)
            ? $"{tiles[0]} checked: {states}. {(tiles[^1] == "0 changed" ? "Nothing was changed." : tiles[^1])}"
            : $"{tiles[0]}: {states}; {tiles[^1]}.";
    }

    // Without the label for phones and the mark of a state. An unknown value is shown as a dash.
    private static string Cell(IElement cell) =>
        cell.ClassName == "none" ? ""
        : cell.QuerySelector(".label") is { } label ? label.NextSibling!.TextContent
        : cell.QuerySelector("[aria-hidden]") is { } mark ? mark.NextSibling!.TextContent.Trim()
        : cell.QuerySelector("a") is { } link ? link.TextContent
        : cell.TextContent;
}

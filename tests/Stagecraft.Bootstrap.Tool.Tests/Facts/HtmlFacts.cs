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
        var facts = new ReportFacts { Counts = page.QuerySelector(".counts")!.TextContent };
        foreach (var warning in page.QuerySelectorAll(".warning")) facts.AddWarning(warning.TextContent);
        foreach (var row in page.QuerySelectorAll("table.hosts tbody tr")) facts.AddHost(Cells(row));
        foreach (var row in page.QuerySelectorAll("table.steps tbody tr")) facts.AddStep(Cells(row));
        foreach (var group in page.QuerySelectorAll("article"))
        {
            var code = group.QuerySelector("h3 a")!.TextContent;
            var fix = group.QuerySelector(".fix")?.TextContent;
            foreach (var cause in group.QuerySelectorAll(".cause"))
            {
                foreach (var host in cause.QuerySelectorAll(".on li"))
                    facts.AddFailure(code, $"{host.TextContent}: {cause.QuerySelector("pre")!.TextContent} {fix}");
            }
        }

        foreach (var group in page.QuerySelectorAll(".warned"))
        {
            foreach (var host in group.QuerySelectorAll(".on li")) facts.AddHostWarning(host.TextContent, group.QuerySelector("p")!.TextContent);
        }

        return facts;
    }

    private static IEnumerable<string> Cells(IElement row) => row.Children.Select(cell => cell.TextContent);
}

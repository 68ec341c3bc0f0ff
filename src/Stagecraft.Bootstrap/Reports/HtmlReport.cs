using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Stagecraft.Bootstrap.Reports;

/// <summary>The report as a self-contained, printable page: no scripts and no external resources, with light and dark colors.</summary>
/// <remarks>The page is both HTML and well-formed XML. Lines end in LF. The same results produce the same bytes.</remarks>
internal static class HtmlReport
{
    private static readonly string Style = ReadStyle();

    private static readonly XmlWriterSettings Format = new()
    {
        Indent = true,
        NewLineChars = "\n",
        OmitXmlDeclaration = true,
    };

    public static string Write(BootstrapReport report)
    {
        report = PrintableReport.Of(report);
        var output = new StringBuilder("<!DOCTYPE html>\n");
        using (var xml = XmlWriter.Create(output, Format))
            Page(report).Save(xml);
        return output.Append('\n').ToString();
    }

    private static XElement Page(BootstrapReport report)
    {
        var title = ReportTitle.Of(report);
        return new XElement(
            "html",
            new XAttribute("lang", "en"),
            new XElement(
                "head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
                // Even if unwanted content gets into the page, nothing is executed or loaded.
                new XElement("meta", new XAttribute("http-equiv", "Content-Security-Policy"), new XAttribute("content", "default-src 'none'; style-src 'unsafe-inline'")),
                new XElement("title", title),
                new XElement("style", Style)),
            new XElement(
                "body",
                new XElement("h1", title),
                new XElement("p", Class("counts"), ReportCounts.Sentence(report)),
                report.Warnings.Select(warning => new XElement("p", Class("warning"), warning)),
                HtmlFailures.Section(report),
                HtmlWarnings.Section(report),
                HtmlHosts.Section(report),
                HtmlChanges.Section(report),
                HtmlHosts.Steps(report)));
    }

    internal static XAttribute Class(string name) => new("class", name);

    private static string ReadStyle()
    {
        using var reader = new StreamReader(typeof(HtmlReport).Assembly.GetManifestResourceStream("report.css")!);
        return "\n" + reader.ReadToEnd();
    }
}

/// <summary>The tables of an HTML report: the hosts, and all steps of each host.</summary>
internal static class HtmlHosts
{
    public static XElement? Section(BootstrapReport report) => report.Results.Count == 0 ? null : new XElement(
        "section",
        new XElement("h2", "Hosts"),
        Table("hosts", HostColumns.All.Select(column => column.Heading), report.Results.Select(Host)));

    public static XElement? Steps(BootstrapReport report) => report.Results.Count == 0 ? null : new XElement(
        "details",
        new XElement("summary", "Every step"),
        Table("steps", ["Host", "Step", "Outcome", "Detail"], report.Results.SelectMany(Steps)));

    private static XElement Table(string kind, IEnumerable<string> headings, IEnumerable<XElement> rows) => new(
        "div",
        HtmlReport.Class("scroll"),
        new XElement(
            "table",
            HtmlReport.Class(kind),
            new XElement("thead", new XElement("tr", headings.Select(heading => new XElement("th", new XAttribute("scope", "col"), heading)))),
            new XElement("tbody", rows)));

    private static XElement Host(HostResult result) => new(
        "tr",
        HtmlReport.Class(HostSummary.Word(HostSummary.State(result)).Replace(' ', '-')),
        HostColumns.All.Select(column => Cell(column, result)));

    private static XElement Cell(HostColumn column, HostResult result)
    {
        var cell = Cell(column.Cell(result));
        if (column == HostColumns.State) cell.Add(HtmlReport.Class("state"));
        if (column != HostColumns.Name) return cell;
        cell.Name = "th";
        cell.Add(new XAttribute("scope", "row"));
        return cell;
    }

    private static IEnumerable<XElement> Steps(HostResult result) => result.Steps.Select(step => new XElement(
        "tr",
        HtmlReport.Class(ReportWords.Of(step.Outcome)),
        Cell(result.Name),
        Cell(step.Name),
        new XElement("td", HtmlReport.Class("state"), ReportWords.Of(step.Outcome)),
        Cell(HostSummary.Detail(step))));

    private static XElement Cell(string? text) => new("td", Text(text));

    // Not null: an element without content would be written as <td />, which HTML treats as a start tag.
    private static string Text(string? text) => text ?? "";
}

/// <summary>The hosts in an HTML report that are not ready.</summary>
internal static class HtmlFailures
{
    public static XElement? Section(BootstrapReport report)
    {
        var groups = FailureGroup.Of(report);
        return groups.Count == 0 ? null : new XElement("section", new XElement("h2", FailureGroup.Heading(report)), groups.Select(Group));
    }

    private static XElement Group(FailureGroup group) => new(
        "article",
        HtmlReport.Class(group.IsSkipped ? "skipped" : "failed"),
        new XElement("h3", new XElement("a", new XAttribute("href", group.Code.HelpLink), group.Code.Id), $" on {ReportCounts.Hosts(group.HostCount)}"),
        group.Causes.Select(cause => new XElement(
            "div",
            HtmlReport.Class("cause"),
            new XElement("pre", cause.Observed),
            new XElement("ul", HtmlReport.Class("on"), cause.Hosts.Select(host => new XElement("li", HostSummary.Label(host)))))),
        group.Remedy.Length == 0 ? null : new XElement("p", HtmlReport.Class("fix"), group.Remedy));
}

/// <summary>The host warnings in an HTML report. Each warning is shown once, with its hosts.</summary>
internal static class HtmlWarnings
{
    public static XElement? Section(BootstrapReport report)
    {
        var groups = WarningGroup.Of(report);
        return groups.Count == 0 ? null : new XElement("section", new XElement("h2", "Warnings"), groups.Select(Group));
    }

    private static XElement Group(WarningGroup group) => new(
        "div",
        HtmlReport.Class("warned"),
        new XElement("p", group.Warning),
        new XElement("ul", HtmlReport.Class("on"), group.Hosts.Select(host => new XElement("li", HostSummary.Label(host)))));
}

/// <summary>The changes in an HTML report. Each change is shown once, with its hosts.</summary>
internal static class HtmlChanges
{
    public static XElement? Section(BootstrapReport report)
    {
        var groups = ChangeGroup.Of(report);
        return groups.Count == 0 ? null : new XElement("section", new XElement("h2", ChangeGroup.Heading(report)), groups.Select(Group));
    }

    private static XElement Group(ChangeGroup group) => new(
        "div",
        HtmlReport.Class("change"),
        new XElement("p", group.Changes),
        new XElement("ul", HtmlReport.Class("on"), group.Hosts.Select(host => new XElement("li", host.Name))));
}

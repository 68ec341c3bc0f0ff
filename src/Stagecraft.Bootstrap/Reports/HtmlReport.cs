using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Stagecraft.Bootstrap.Reports;

/// <summary>The report as a self-contained, printable page: no scripts and no external resources, with light and dark colors.</summary>
/// <remarks>
/// The page is both HTML and well-formed XML. Lines end in LF. The same results produce the same bytes. All text that people
/// read is in the page, not in its style, so that it can be searched for and copied.
/// </remarks>
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
        var anchors = new HtmlAnchors(report);
        return new XElement(
            "html",
            new XAttribute("lang", "en"),
            new XElement(
                "head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
                // Even if unwanted content gets into the page, nothing is executed or loaded.
                new XElement("meta", new XAttribute("http-equiv", "Content-Security-Policy"), new XAttribute("content", "default-src 'none'; style-src 'unsafe-inline'")),
                new XElement("title", report.Run.Environment is { } environment ? $"{title}: {environment}" : title),
                new XElement("style", Style)),
            new XElement(
                "body",
                HtmlSummary.Header(report, title),
                new XElement(
                    "main",
                    HtmlSummary.Counts(report),
                    report.Warnings.Select(warning => new XElement("p", Class("warning"), warning)),
                    HtmlFailures.Section(report, anchors),
                    HtmlWarnings.Section(report, anchors),
                    HtmlHosts.Section(report, anchors),
                    HtmlChanges.Section(report, anchors),
                    HtmlSteps.Section(report, anchors))));
    }

    internal static XAttribute Class(string name) => new("class", name);

    /// <summary>The class of a state, for its color.</summary>
    internal static XAttribute Class(HostState state) => Class(HostSummary.Word(state).Replace(' ', '-'));

    /// <summary>The state as a mark and a word. Screen readers read only the word.</summary>
    internal static object[] State(HostState state) => [new XElement("span", new XAttribute("aria-hidden", "true"), Mark(state)), $" {HostSummary.Word(state)}"];

    /// <summary>A table that can be scrolled with the keyboard where it is wider than the page.</summary>
    internal static XElement Table(string kind, string label, IEnumerable<string> headings, IEnumerable<XElement> rows) => new(
        "div",
        Class("scroll"),
        new XAttribute("role", "region"),
        new XAttribute("aria-label", label),
        new XAttribute("tabindex", "0"),
        new XElement(
            "table",
            Class(kind),
            new XElement("thead", new XElement("tr", headings.Select(heading => new XElement("th", new XAttribute("scope", "col"), heading)))),
            new XElement("tbody", rows)));

    private static string Mark(HostState state) => state switch
    {
        HostState.Ready or HostState.NotJoined => "✓",
        HostState.Failed => "✗",
        HostState.WouldChange => "✎",
        _ => "■",
    };

    private static string ReadStyle()
    {
        using var reader = new StreamReader(typeof(HtmlReport).Assembly.GetManifestResourceStream("report.css")!);
        return "\n" + reader.ReadToEnd();
    }
}

/// <summary>The anchors of an HTML report. They are numbers, because ids of hosts may contain any character.</summary>
internal sealed class HtmlAnchors(BootstrapReport report)
{
    private readonly Dictionary<HostResult, int> hosts = Numbers(report.Results);
    private readonly Dictionary<HostResult, int> failures = Failures(report);

    /// <summary>The attribute of the element that shows the steps of a host.</summary>
    public XAttribute Id(HostResult host) => new("id", Host(host));

    /// <summary>The attribute of the element that shows a group of failures.</summary>
    public static XAttribute Id(int failure) => new("id", Failure(failure));

    /// <summary>A link to the steps of a host.</summary>
    public XElement Link(HostResult host, params object[] content) => new("a", new XAttribute("href", $"#{Host(host)}"), content);

    /// <summary>A link to the failure of a host. Only the content if the host did not fail.</summary>
    public object[] FailureLink(HostResult host, params object[] content) =>
        failures.TryGetValue(host, out var number) ? [new XElement("a", new XAttribute("href", $"#{Failure(number)}"), content)] : content;

    private string Host(HostResult host) => string.Create(CultureInfo.InvariantCulture, $"host-{hosts[host]}");

    private static string Failure(int number) => string.Create(CultureInfo.InvariantCulture, $"failure-{number}");

    private static Dictionary<HostResult, int> Numbers(IReadOnlyList<HostResult> results)
    {
        var numbers = new Dictionary<HostResult, int>(ReferenceEqualityComparer.Instance);
        foreach (var result in results) numbers.Add(result, numbers.Count + 1);
        return numbers;
    }

    private static Dictionary<HostResult, int> Failures(BootstrapReport report)
    {
        var numbers = new Dictionary<HostResult, int>(ReferenceEqualityComparer.Instance);
        foreach (var (group, i) in FailureGroup.Of(report).Select((group, i) => (group, i)))
        {
            foreach (var host in group.Causes.SelectMany(cause => cause.Hosts)) numbers.Add(host, i + 1);
        }

        return numbers;
    }
}

/// <summary>The head of an HTML report: what it is about, and the counts.</summary>
internal static class HtmlSummary
{
    public static XElement Header(BootstrapReport report, string title)
    {
        var parts = ReportTitle.Parts(report.Run).ToList();
        return new XElement(
            "header",
            new XElement("h1", title),
            parts.Count == 0 ? null : new XElement("p", HtmlReport.Class("run"), parts.SelectMany((part, i) => new object[] { $"{(i == 0 ? "" : " · ")}{part.Name} ", new XElement("b", part.Value) })));
    }

    public static XElement Counts(BootstrapReport report) => new(
        "ul",
        HtmlReport.Class("counts"),
        Tile(report.Results.Count, "hosts", report.Results.Count == 1 ? "host" : "hosts"),
        ReportCounts.States(report).Select(count => Tile(count.Count, (string)HtmlReport.Class(count.State), HostSummary.Word(count.State))),
        // A check reports what would change, and changes nothing.
        report.CheckOnly ? Tile(0, "changed", "changed") : Tile(report.Changed, "changed", "changed"));

    private static XElement Tile(int count, string kind, string word) => new(
        "li",
        HtmlReport.Class(count == 0 ? $"{kind} zero" : kind),
        new XElement("b", count),
        $" {word}");
}

/// <summary>The table of the hosts in an HTML report. On a phone, each row is a card.</summary>
internal static class HtmlHosts
{
    private const string None = "–";

    public static XElement? Section(BootstrapReport report, HtmlAnchors anchors)
    {
        if (report.Results.Count == 0) return null;

        var columns = HostColumns.StateFirst(report);
        return new XElement(
            "section",
            new XElement("h2", "Hosts"),
            HtmlReport.Table("hosts", "Hosts", columns.Select(column => column.Heading), report.Results.Select(result => new XElement(
                "tr",
                HtmlReport.Class(HostSummary.State(result)),
                columns.Select(column => Cell(column, result, anchors))))));
    }

    private static XElement Cell(HostColumn column, HostResult result, HtmlAnchors anchors)
    {
        if (column == HostColumns.Name) return new XElement("th", new XAttribute("scope", "row"), anchors.Link(result, result.Name));
        if (column == HostColumns.State) return new XElement("td", HtmlReport.Class("state"), anchors.FailureLink(result, HtmlReport.State(HostSummary.State(result))));
        return column.Cell(result) is { Length: > 0 } text
            // The label is only visible on a phone, which does not show the headings.
            ? new XElement("td", new XElement("span", HtmlReport.Class("label"), $"{column.Heading} "), text)
            : new XElement("td", HtmlReport.Class("none"), None);
    }
}

/// <summary>The steps in an HTML report, one collapsed block per host. A link to a block opens it.</summary>
internal static class HtmlSteps
{
    public static XElement? Section(BootstrapReport report, HtmlAnchors anchors) => report.Results.Count == 0 ? null : new XElement(
        "section",
        new XElement("h2", "Steps"),
        report.Results.Select(result => Host(result, anchors)));

    private static XElement Host(HostResult result, HtmlAnchors anchors) => new(
        "details",
        HtmlReport.Class(HostSummary.State(result)),
        new XElement("summary", new XElement("b", result.Name), " ", new XElement("span", HtmlReport.Class("state"), HtmlReport.State(HostSummary.State(result)))),
        // Browsers open the block if the target of a link is inside it: https://html.spec.whatwg.org/multipage/interactive-elements.html#ancestor-details-revealing-algorithm
        new XElement(
            "div",
            anchors.Id(result),
            HtmlReport.Table("steps", $"Steps of {result.Name}", ["Step", "Outcome", "Detail"], result.Steps.Select(Step))));

    private static XElement Step(StepResult step) => new(
        "tr",
        HtmlReport.Class(ReportWords.Of(step.Outcome)),
        new XElement("th", new XAttribute("scope", "row"), step.Name),
        new XElement("td", HtmlReport.Class("state"), ReportWords.Of(step.Outcome)),
        new XElement("td", HostSummary.Detail(step)));
}

/// <summary>The hosts in an HTML report that are not ready.</summary>
internal static class HtmlFailures
{
    public static XElement? Section(BootstrapReport report, HtmlAnchors anchors)
    {
        var groups = FailureGroup.Of(report);
        return groups.Count == 0 ? null : new XElement("section", new XElement("h2", FailureGroup.Heading(report)), groups.Select((group, i) => Group(group, i + 1, anchors)));
    }

    private static XElement Group(FailureGroup group, int number, HtmlAnchors anchors) => new(
        "article",
        HtmlAnchors.Id(number),
        HtmlReport.Class(group.IsSkipped ? "skipped" : "failed"),
        new XElement("h3", new XElement("a", new XAttribute("href", group.Code.HelpLink), group.Code.Label), $" on {ReportCounts.Hosts(group.HostCount)}"),
        group.Causes.Select(cause => new XElement(
            "div",
            HtmlReport.Class("cause"),
            new XElement("pre", cause.Observed),
            HtmlNames.Of(cause.Hosts, HostSummary.Label, anchors))),
        group.Remedy.Length == 0 ? null : new XElement("p", HtmlReport.Class("fix"), new XElement("b", "Fix:"), $" {group.Remedy}"));
}

/// <summary>The host warnings in an HTML report. Each warning is shown once, with its hosts.</summary>
internal static class HtmlWarnings
{
    public static XElement? Section(BootstrapReport report, HtmlAnchors anchors)
    {
        var groups = WarningGroup.Of(report);
        return groups.Count == 0 ? null : new XElement("section", new XElement("h2", "Warnings"), groups.Select(group => new XElement(
            "div",
            HtmlReport.Class("warned"),
            new XElement("p", group.Warning),
            HtmlNames.Of(group.Hosts, HostSummary.Label, anchors))));
    }
}

/// <summary>The changes in an HTML report. Each change is shown once, with its hosts.</summary>
internal static class HtmlChanges
{
    public static XElement? Section(BootstrapReport report, HtmlAnchors anchors)
    {
        var groups = ChangeGroup.Of(report);
        return groups.Count == 0 ? null : new XElement("section", new XElement("h2", ChangeGroup.Heading(report)), groups.Select(group => new XElement(
            "div",
            HtmlReport.Class("change"),
            new XElement("p", group.Changes),
            HtmlNames.Of(group.Hosts, host => host.Name, anchors))));
    }
}

/// <summary>The names of hosts, separated by commas, each with a link to its steps.</summary>
internal static class HtmlNames
{
    public static XElement Of(IReadOnlyList<HostResult> hosts, Func<HostResult, string> name, HtmlAnchors anchors) => new(
        "p",
        HtmlReport.Class("on"),
        hosts.SelectMany((host, i) => new object?[] { i == 0 ? null : ", ", anchors.Link(host, name(host)) }));
}

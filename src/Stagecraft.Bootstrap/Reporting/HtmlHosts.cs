using System.Xml.Linq;
using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Reporting;

/// <summary>The tables of an HTML report: the hosts, and all steps of each host.</summary>
internal static class HtmlHosts
{
    public static XElement? Section(BootstrapReport report) => report.Results.Count == 0 ? null : new XElement(
        "section",
        new XElement("h2", "Hosts"),
        Table("hosts", ["Host", "Id", "Role", "Address", "State", "Changed", "Docker", "Compose", "FQDN"], report.Results.Select(Host)));

    public static XElement? Steps(BootstrapReport report) => report.Results.Count == 0 ? null : new XElement(
        "details",
        new XElement("summary", "Every step"),
        Table("steps", ["Host", "Step", "Outcome", "Detail"], report.Results.SelectMany(Steps)));

    private static XElement Table(string kind, string[] headings, IEnumerable<XElement> rows) => new(
        "div",
        HtmlReport.Class("scroll"),
        new XElement(
            "table",
            HtmlReport.Class(kind),
            new XElement("thead", new XElement("tr", headings.Select(heading => new XElement("th", new XAttribute("scope", "col"), heading)))),
            new XElement("tbody", rows)));

    private static XElement Host(HostResult result)
    {
        var state = HostSummary.Word(HostSummary.State(result));
        return new XElement(
            "tr",
            HtmlReport.Class(state.Replace(' ', '-')),
            new XElement("th", new XAttribute("scope", "row"), Text(result.Name)),
            Cell(result.HostId),
            Cell(result.Role),
            Cell(result.PublicIp),
            new XElement("td", HtmlReport.Class("state"), state),
            Cell(result.Changed ? "yes" : "no"),
            Cell(result.Facts.DockerVersion),
            Cell(result.Facts.ComposeVersion),
            Cell(result.Facts.Fqdn));
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

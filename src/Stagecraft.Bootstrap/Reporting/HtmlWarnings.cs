using System.Xml.Linq;
using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Reporting;

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

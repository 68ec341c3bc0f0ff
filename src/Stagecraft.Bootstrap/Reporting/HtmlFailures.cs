using System.Xml.Linq;
using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Reporting;

/// <summary>What an HTML report says about hosts that are not ready.</summary>
internal static class HtmlFailures
{
    public static XElement? Section(BootstrapReport report)
    {
        var groups = FailureGroup.Of(report);
        return groups.Count == 0 ? null : new XElement("section", new XElement("h2", "Not ready"), groups.Select(Group));
    }

    private static XElement Group(FailureGroup group) => new(
        "article",
        HtmlReport.Class(group.Code == ErrorCode.Cancelled ? "cancelled" : "failed"),
        new XElement("h3", new XElement("a", new XAttribute("href", group.Code.HelpLink), group.Code.Id), $" on {ReportCounts.Hosts(group.HostCount)}"),
        group.Causes.Select(cause => new XElement(
            "div",
            HtmlReport.Class("cause"),
            new XElement("pre", cause.Observed),
            new XElement("ul", HtmlReport.Class("on"), cause.Hosts.Select(host => new XElement("li", HostSummary.Label(host)))))),
        group.Remedy.Length == 0 ? null : new XElement("p", HtmlReport.Class("fix"), group.Remedy));
}

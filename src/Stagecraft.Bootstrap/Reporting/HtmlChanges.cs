using System.Xml.Linq;
using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Reporting;

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

using System.Text;
using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Reporting;

/// <summary>The changes in a text report. Each change is shown once, with its hosts.</summary>
internal static class TextChanges
{
    public static void WriteTo(StringBuilder output, BootstrapReport report)
    {
        var groups = ChangeGroup.Of(report);
        if (groups.Count == 0) return;

        output.Append($"{ChangeGroup.Heading(report)}:\n");
        foreach (var group in groups)
        {
            if (group.Hosts.Count == 1)
            {
                output.Append($"  {group.Hosts[0].Name}: {group.Changes}\n");
                continue;
            }

            output.Append($"  {group.Changes}, {ReportCounts.Hosts(group.Hosts.Count)}:\n");
            NameList.WriteTo(output, "    ", [.. group.Hosts.Select(host => host.Name)]);
        }

        output.Append('\n');
    }
}

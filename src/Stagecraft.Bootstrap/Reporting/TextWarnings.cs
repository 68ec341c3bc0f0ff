using System.Text;
using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Reporting;

/// <summary>The warnings in a text report: first those of the run, then each host warning once, with its hosts.</summary>
internal static class TextWarnings
{
    public static void WriteTo(StringBuilder output, BootstrapReport report)
    {
        var groups = WarningGroup.Of(report);
        if (report.Warnings.Count + groups.Count == 0) return;

        output.Append("Warnings:\n");
        foreach (var warning in report.Warnings) output.Append($"  {warning}\n");
        foreach (var group in groups)
        {
            if (group.Hosts.Count == 1)
            {
                output.Append($"  {HostSummary.Label(group.Hosts[0])}: {group.Warning}\n");
                continue;
            }

            output.Append($"  {group.Warning}\n");
            NameList.WriteTo(output, "    ", [.. group.Hosts.Select(HostSummary.Label)]);
        }

        output.Append('\n');
    }
}

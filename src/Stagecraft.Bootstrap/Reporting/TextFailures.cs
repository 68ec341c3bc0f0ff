using System.Text;
using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Reporting;

/// <summary>What a text report says about hosts that are not ready: each cause once, with its hosts and its mend.</summary>
internal static class TextFailures
{
    // Names are broken into lines of this width; a cause is left whole, so that it can be searched for and copied.
    private const int Width = 80;

    private const string Indent = "    ";

    public static void WriteTo(StringBuilder output, BootstrapReport report)
    {
        var groups = FailureGroup.Of(report);
        if (groups.Count == 0) return;

        output.Append("Not ready:\n\n");
        foreach (var group in groups)
        {
            output.Append($"  {group.Code}, {ReportCounts.Hosts(group.HostCount)}:\n");
            foreach (var cause in group.Causes) WriteCause(output, cause);
            if (group.Remedy.Length > 0) output.Append($"{Indent}Mend: {group.Remedy}\n");
            if (group.Code != ErrorCode.Cancelled) output.Append($"{Indent}Help: {group.Code.HelpLink}\n");
            output.Append('\n');
        }
    }

    private static void WriteCause(StringBuilder output, FailureCause cause)
    {
        if (cause.Hosts.Count == 1)
        {
            output.Append($"{Indent}{HostSummary.Label(cause.Hosts[0])}: {cause.Observed}\n");
            return;
        }

        output.Append($"{Indent}{cause.Observed}\n");
        WriteNames(output, [.. cause.Hosts.Select(HostSummary.Label)]);
    }

    private static void WriteNames(StringBuilder output, string[] names)
    {
        var used = 0;
        for (var i = 0; i < names.Length; i++)
        {
            var name = i == names.Length - 1 ? names[i] : names[i] + ",";
            if (used > 0 && used + 1 + name.Length > Width)
            {
                output.Append('\n');
                used = 0;
            }

            output.Append(used == 0 ? Indent + "  " : " ").Append(name);
            used += name.Length + (used == 0 ? Indent.Length + 2 : 1);
        }

        output.Append('\n');
    }
}

using System.Text;
using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Reporting;

/// <summary>What a text report says about hosts that are not ready: each cause once, with its hosts and its mend.</summary>
internal static class TextFailures
{
    private const string Indent = "    ";

    public static void WriteTo(StringBuilder output, BootstrapReport report, Func<HostState, string, string>? paint)
    {
        var groups = FailureGroup.Of(report);
        if (groups.Count == 0) return;

        output.Append("Not ready:\n\n");
        foreach (var group in groups)
        {
            var cancelled = group.Code == ErrorCode.Cancelled;
            var code = paint is null ? group.Code.Id : paint(cancelled ? HostState.Cancelled : HostState.Failed, group.Code.Id);
            output.Append($"  {code}, {ReportCounts.Hosts(group.HostCount)}:\n");
            foreach (var cause in group.Causes) WriteCause(output, cause);
            if (group.Remedy.Length > 0) output.Append($"{Indent}Fix: {group.Remedy}\n");
            if (!cancelled) output.Append($"{Indent}Help: {group.Code.HelpLink}\n");
            output.Append('\n');
        }
    }

    // A cause is one line, however long, so that it can be searched for and copied.
    private static void WriteCause(StringBuilder output, FailureCause cause)
    {
        if (cause.Hosts.Count == 1)
        {
            output.Append($"{Indent}{HostSummary.Label(cause.Hosts[0])}: {cause.Observed}\n");
            return;
        }

        output.Append($"{Indent}{cause.Observed}\n");
        NameList.WriteTo(output, Indent + "  ", [.. cause.Hosts.Select(HostSummary.Label)]);
    }
}

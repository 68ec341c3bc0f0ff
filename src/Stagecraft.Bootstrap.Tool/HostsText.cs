using System.Text;
using Stagecraft.Application;
using Stagecraft.Bootstrap.Reports;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>Writes the list of hosts as a text table.</summary>
internal static class HostsText
{
    public static string Write(HostSelection selection)
    {
        var table = new TextTable("HOST", "ID", "ROLE", "ADDRESS", "TAGS");
        foreach (var host in selection.Hosts)
            table.Add([.. new[] { host.Name, host.Id, host.Role, host.PublicIp, string.Join(", ", host.Tags) }.Select(SafeText.Line)]);
        foreach (var name in selection.ToCreate)
            table.Add(SafeText.Line(name), "(not created yet)", null, null, null);
        foreach (var host in selection.Impossible)
            table.Add(SafeText.Line(host.Name), "(cannot be created)", SafeText.Line(host.Role), null, null);

        var output = new StringBuilder();
        table.WriteTo(output);
        if (selection.Problematic.Any())
        {
            output.Append("\nProblems:\n");
            foreach (var host in selection.Problematic) output.Append("  ").Append(SafeText.WholeLine($"{host.Name}: {host.Problem}")).Append('\n');
        }

        return output.ToString();
    }
}

/// <summary>Writes the plan of infra-up as text: the hosts, and a summary line.</summary>
internal static class PlanText
{
    public static string Write(HostSelection selection)
    {
        var existing = $"{ReportCounts.Hosts(selection.Hosts.Count)} {Verb(selection)}";
        var impossible = selection.Impossible.Count == 0 ? "" : $", {selection.Impossible.Count} cannot be created";
        return $"{HostsText.Write(selection)}\n{existing}, {selection.ToCreate.Count} would be created{impossible}.\n";
    }

    private static string Verb(HostSelection selection) => (selection.IsOnlyListed, selection.Hosts.Count) switch
    {
        (true, 1) => "is listed",
        (true, _) => "are listed",
        (false, 1) => "exists",
        _ => "exist",
    };
}

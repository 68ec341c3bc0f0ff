using System.Text;
using Stagecraft.Bootstrap.Reporting;
using Stagecraft.Bootstrap.Text;
using Stagecraft.Configuration;

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

using System.Text;
using Stagecraft.Bootstrap.Reporting;
using Stagecraft.Bootstrap.Text;
using Stagecraft.Configuration;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>The list of hosts that people read.</summary>
internal static class HostsText
{
    public static string Write(HostSelection selection)
    {
        var table = new TextTable("HOST", "ID", "ROLE", "ADDRESS", "TAGS");
        foreach (var host in selection.Hosts)
            table.Add([.. new[] { host.Name, host.Id, host.Role, host.PublicIp, string.Join(", ", host.Tags) }.Select(SafeText.Line)]);
        foreach (var name in selection.ToCreate)
            table.Add(SafeText.Line(name), "(not created yet)", null, null, null);

        var output = new StringBuilder();
        table.WriteTo(output);
        return output.ToString();
    }
}

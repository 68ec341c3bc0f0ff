using System.Text;
using Stagecraft.Bootstrap.Reports;
using Stagecraft.Bootstrap.Ssh;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>Writes how each host would be reached: a line with the result, and the settings with their sources.</summary>
internal static class ConnectionsText
{
    public static string Write(IReadOnlyList<Host> hosts, IReadOnlyList<(SshSettings? Settings, HostFailureException? Failure)> connections)
    {
        var output = new StringBuilder("\nConnections:\n");
        foreach (var (host, (settings, failure)) in hosts.Zip(connections))
        {
            if (settings is null)
            {
                output.Append("  ").Append(SafeText.WholeLine($"{host.Name}: {failure!.Message}")).Append('\n');
                continue;
            }

            var target = new SshTarget(settings.Address, settings.Port, settings.User, PinnedKey: null);
            output.Append("  ").Append(SafeText.WholeLine($"{host.Name}: {settings.User}@{target.Socket}")).Append('\n');
            var table = new TextTable("SETTING", "VALUE", "FROM");
            foreach (var source in settings.Sources) table.Add(SafeText.Line(source.Name), SafeText.Line(source.Value), SafeText.Line(source.Source));
            if (settings.Sources.Count == 0) continue;
            var lines = new StringBuilder();
            table.WriteTo(lines);
            foreach (var line in lines.ToString().Split('\n').Skip(1).Where(line => line.Length > 0)) output.Append("    ").Append(line).Append('\n');
        }

        return output.ToString();
    }
}

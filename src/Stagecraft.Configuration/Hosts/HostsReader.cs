using Stagecraft.Bootstrap;

namespace Stagecraft.Configuration;

/// <summary>Reads hosts from a list of host objects, or from a map of names to host objects.</summary>
internal static class HostsReader
{
    /// <param name="node">The list or map.</param>
    /// <param name="path">For messages, for example <c>hosts</c>.</param>
    /// <param name="context">Receives the errors: another shape, a duplicate id, and the errors of each host.</param>
    public static IReadOnlyList<Host> Read(SettingsNode node, string path, SettingsContext context)
    {
        var hosts = new List<Host>();
        var ids = new Dictionary<string, SourceLocation>(StringComparer.Ordinal);
        switch (node)
        {
            case SettingsSequence list:
                for (var i = 0; i < list.Items.Count; i++)
                    Add(list.Items[i], $"{path}[{i}]", key: null);
                break;
            case SettingsMapping map:
                foreach (var entry in map.Entries)
                    Add(entry.Value, $"{path}.{SafeText.Line(entry.Key)}", entry.Key);
                break;
            default:
                context.Report($"{path} must be a list of hosts, or a map of names to hosts.", node.Location);
                break;
        }

        return hosts;

        void Add(SettingsNode item, string itemPath, string? key)
        {
            if (item is not SettingsMapping mapping)
            {
                context.Report($"{itemPath} must be a host, such as {{id: app-1, publicIp: 203.0.113.7}}.", item.Location);
                return;
            }

            var host = HostReader.Read(mapping, itemPath, key, context);
            hosts.Add(host);
            if (host.Id.Length > 0 && !ids.TryAdd(host.Id, mapping.Location))
                context.Report($"Duplicate host id '{SafeText.Line(host.Id)}'; the first is on line {ids[host.Id].Line}. Ids must be unique.", mapping.Location);
        }
    }
}

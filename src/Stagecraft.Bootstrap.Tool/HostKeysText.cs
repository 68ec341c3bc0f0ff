using System.Text;
using System.Text.Json;
using Stagecraft.Bootstrap.Reports;
using Stagecraft.Bootstrap.Ssh;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>Writes the keys of hosts as lines of known_hosts. A comment before each line has the host and the fingerprint.</summary>
internal static class HostKeysText
{
    public static string Write(IReadOnlyList<Host> hosts, IReadOnlyList<HostKeys> keys)
    {
        var output = new StringBuilder();
        foreach (var (host, found) in hosts.Zip(keys))
        {
            foreach (var key in found.Keys)
                output.Append("# ").Append(SafeText.WholeLine($"{host.Name}: {key.Description}")).Append('\n').Append(SafeText.WholeLine($"{found.Name} {key}")).Append('\n');
        }

        return output.ToString();
    }
}

/// <summary>Writes the keys of hosts as JSON: an array of <c>{"id", "name", "keys": [{"type", "fingerprint", "line"}]}</c>, with <c>"error"</c> for a host whose keys could not be read.</summary>
internal static class HostKeysJson
{
    public static string Write(IReadOnlyList<Host> hosts, IReadOnlyList<HostKeys> keys)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, JsonReport.Format))
        {
            json.WriteStartArray();
            foreach (var (host, found) in hosts.Zip(keys))
            {
                json.WriteStartObject();
                json.WriteString("id", host.Id);
                json.WriteString("name", host.Name);
                json.WriteStartArray("keys");
                foreach (var key in found.Keys)
                {
                    json.WriteStartObject();
                    json.WriteString("type", key.Type);
                    json.WriteString("fingerprint", key.Fingerprint);
                    json.WriteString("line", $"{found.Name} {key}");
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                if (found.Failure is { } failure)
                {
                    json.WriteStartObject("error");
                    json.WriteString("code", failure.Code.Id);
                    json.WriteString("message", failure.Message);
                    json.WriteEndObject();
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return SafeText.Json(Encoding.UTF8.GetString(buffer.ToArray())) + "\n";
    }
}

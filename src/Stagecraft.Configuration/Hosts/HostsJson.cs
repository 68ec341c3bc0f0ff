using System.Buffers;
using System.Text;
using System.Text.Json;
using Stagecraft.Bootstrap;
using Stagecraft.Bootstrap.Reports;

namespace Stagecraft.Configuration;

/// <summary>Writes a hosts document that <see cref="HostsDocument"/> reads. Values that a host does not have are omitted.</summary>
internal static class HostsJson
{
    public static string Write(IEnumerable<Host> hosts)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonReport.Format))
        {
            json.WriteStartArray();
            foreach (var host in hosts) WriteHost(host, json);
            json.WriteEndArray();
        }

        return SafeText.Json(Encoding.UTF8.GetString(buffer.WrittenSpan)) + "\n";
    }

    internal static void WriteHost(Host host, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", host.Id);
        json.WriteString("name", host.Name);
        WriteText("role", host.Role);
        WriteText("publicIp", host.PublicIp);
        if (host.Tags.Count > 0)
        {
            json.WriteStartArray("tags");
            foreach (var tag in host.Tags) json.WriteStringValue(tag);
            json.WriteEndArray();
        }

        WriteText("sshUser", host.SshUser);
        if (host.SshPort is { } port) json.WriteNumber("sshPort", port);
        WriteText("sshHostKey", host.SshHostKey);
        WriteText("problem", host.Problem?.Observed);
        WriteText("remedy", host.Problem?.Remedy);
        json.WriteEndObject();

        void WriteText(string key, string? text)
        {
            if (text is not null) json.WriteString(key, text);
        }
    }
}

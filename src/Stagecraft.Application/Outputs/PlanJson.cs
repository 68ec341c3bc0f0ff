using System.Buffers;
using System.Text;
using System.Text.Json;
using Stagecraft.Bootstrap;
using Stagecraft.Bootstrap.Reports;
using Stagecraft.Configuration;

namespace Stagecraft.Application;

/// <summary>Writes the plan of infra-up: <c>{"existing": [hosts], "toCreate": [names]}</c>, and <c>"impossible": [hosts]</c> if there are any.</summary>
internal static class PlanJson
{
    public static string Write(HostSelection selection)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonReport.Format))
        {
            json.WriteStartObject();
            json.WriteStartArray("existing");
            foreach (var host in selection.Hosts) HostsJson.WriteHost(host, json);
            json.WriteEndArray();
            json.WriteStartArray("toCreate");
            foreach (var name in selection.ToCreate) json.WriteStringValue(name);
            json.WriteEndArray();
            if (selection.Impossible.Count > 0)
            {
                json.WriteStartArray("impossible");
                foreach (var host in selection.Impossible) HostsJson.WriteHost(host, json);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return SafeText.Json(Encoding.UTF8.GetString(buffer.WrittenSpan)) + "\n";
    }
}

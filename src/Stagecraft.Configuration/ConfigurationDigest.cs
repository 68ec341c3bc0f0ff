using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Stagecraft.Configuration;

/// <summary>
/// The SHA-256 of a configuration: two runs with the same digest had the same settings. Formatting, comments, anchors, and the
/// order and the spelling (camelCase or snake_case) of keys do not change it. Variables and files that hold secrets count by their names, never by their content.
/// </summary>
internal static class ConfigurationDigest
{
    private const string Algorithm = "sha256:";

    // Fixed, so that another version of the library gives the same bytes.
    private static readonly JsonWriterOptions Format = new() { Encoder = JavaScriptEncoder.Default, Indented = false };

    /// <param name="sections">Host bootstrap's sections of the file, with their paths as keys. Sections of other features do not count.</param>
    /// <param name="keys">The documented spelling of the keys that were read.</param>
    /// <param name="mask">Masks secrets, in case someone wrote one into the file.</param>
    public static string Of(IEnumerable<SettingsEntry> sections, IReadOnlyDictionary<SettingsEntry, string> keys, Func<string, string> mask)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, Format))
        {
            json.WriteStartObject();
            foreach (var section in sections.OrderBy(section => section.Key, StringComparer.Ordinal))
            {
                json.WritePropertyName(section.Key);
                Write(json, SettingsJson.Of(section.Value, keys: keys), mask);
            }

            json.WriteEndObject();
        }

        return Algorithm + Convert.ToHexStringLower(SHA256.HashData(text.WrittenSpan));
    }

    private static void Write(Utf8JsonWriter json, JsonNode? node, Func<string, string> mask)
    {
        switch (node)
        {
            case JsonObject map:
                json.WriteStartObject();
                foreach (var key in map.Select(entry => entry.Key).Order(StringComparer.Ordinal))
                {
                    json.WritePropertyName(Bytes(mask(key)));
                    Write(json, map[key], mask);
                }

                json.WriteEndObject();
                break;
            case JsonArray list:
                json.WriteStartArray();
                foreach (var item in list) Write(json, item, mask);
                json.WriteEndArray();
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                json.WriteStringValue(Bytes(mask(value.GetValue<string>())));
                break;
            case JsonValue value:
                value.WriteTo(json);
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }

    // Replaces unpaired surrogates, which an escape sequence can create and which a JSON writer refuses.
    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}

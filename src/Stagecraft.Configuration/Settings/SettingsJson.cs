using System.Globalization;
using System.Text.Json.Nodes;

namespace Stagecraft.Configuration;

/// <summary>Converts settings of any shape to JSON, with the types of YAML's core schema: https://yaml.org/spec/1.2.2/#103-core-schema</summary>
internal static class SettingsJson
{
    /// <param name="node">The settings.</param>
    /// <param name="asText">Whether numbers and flags become strings.</param>
    /// <param name="keys">Keys to write in another spelling.</param>
    public static JsonNode? Of(SettingsNode node, bool asText = false, IReadOnlyDictionary<SettingsEntry, string>? keys = null) => node switch
    {
        SettingsMapping mapping => new JsonObject(mapping.Entries.Select(entry => KeyValuePair.Create(keys?.GetValueOrDefault(entry) ?? entry.Key, Of(entry.Value, asText, keys)))),
        SettingsSequence sequence => new JsonArray([.. sequence.Items.Select(item => Of(item, asText, keys))]),
        SettingsScalar { Value: { } text } scalar => asText || scalar.IsQuoted ? JsonValue.Create(text) : Plain(text),
        _ => null,
    };

    private static JsonValue Plain(string text) => text switch
    {
        "true" or "True" or "TRUE" => JsonValue.Create(true),
        "false" or "False" or "FALSE" => JsonValue.Create(false),
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => JsonValue.Create(whole),
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Stagecraft.Testing;

namespace Stagecraft.Configuration.Tests.Schema;

/// <summary>The published schema of <c>stagecraft.yml</c>.</summary>
internal static class ConfigurationSchema
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "schema", "stagecraft.schema.json"));

    private static readonly JsonSchema Schema = JsonSchema.FromText(Text);

    /// <summary>As a document, to look into.</summary>
    public static JsonObject Document { get; } = (JsonObject)JsonNode.Parse(Text)!;

    public static bool Takes(string yaml) => Schema.Evaluate(JsonSerializer.SerializeToElement(YamlInstance.Parse(yaml))).IsValid;

    /// <summary>The JSON pointers of all objects that allow only the keys they list.</summary>
    public static IEnumerable<string> ClosedObjects() => Closed(Document, "");

    private static IEnumerable<string> Closed(JsonNode? node, string pointer)
    {
        if (node is not JsonObject found) return [];

        var own = found["additionalProperties"] is JsonValue value && !value.GetValue<bool>() ? [pointer] : Array.Empty<string>();
        return own.Concat(found.SelectMany(entry => Closed(entry.Value, $"{pointer}/{entry.Key}")));
    }
}

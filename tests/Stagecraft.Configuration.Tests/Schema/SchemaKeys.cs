using System.Text.Json.Nodes;
using Json.Pointer;

namespace Stagecraft.Configuration.Tests.Schema;

/// <summary>One key of the schema that has a value, or names that the user chooses.</summary>
/// <param name="Path">The whole key, with <c>*</c> for a name that the user chooses.</param>
/// <param name="Nodes">What the schema says about it, the nearest first: the key itself, what it refers to, and the sections around it.</param>
/// <param name="IsRequired">Whether its section lists it as required.</param>
internal sealed record SchemaKey(string Path, IReadOnlyList<JsonObject> Nodes, bool IsRequired)
{
    public string Name => Path[(Path.LastIndexOf('.') + 1)..];

    public string? Default => Own("default")?.ToString() switch
    {
        "True" => "true",
        "False" => "false",
        var text => text,
    };

    public IReadOnlyList<string> Words => Own("enum") is JsonArray words ? [.. words.Select(word => word!.GetValue<string>())] : [];

    /// <summary>The description of the key, or of the definition that it refers to.</summary>
    public string Description => Own("description")?.GetValue<string>() ?? "";

    /// <summary>All descriptions, including those of the sections around it.</summary>
    public string Descriptions => string.Join(' ', Nodes.Select(node => node["description"]?.GetValue<string>()));

    /// <summary>The nodes of the key itself, without those around it.</summary>
    public required int OwnNodes { get; init; }

    private JsonNode? Own(string name) => Nodes.Take(OwnNodes).Select(node => node[name]).FirstOrDefault(value => value is not null);

    public override string ToString() => Path;

    /// <summary>All keys of <c>stagecraft.yml</c>.</summary>
    public static IReadOnlyList<SchemaKey> All { get; } = [.. Under("", ConfigurationSchema.Document, [], isRequired: false).DistinctBy(key => key.Path)];

    private static IEnumerable<SchemaKey> Under(string path, JsonObject node, IReadOnlyList<JsonObject> around, bool isRequired)
    {
        var own = Resolved(node).ToList();
        IReadOnlyList<JsonObject> nodes = [.. own, .. around];
        var required = own.Select(one => one["required"]).OfType<JsonArray>().SelectMany(names => names.Select(name => name!.GetValue<string>())).ToHashSet(StringComparer.Ordinal);
        var properties = own.Select(one => one["properties"]).OfType<JsonObject>().FirstOrDefault();
        var named = own.SelectMany(Named).ToList();
        if (properties is null || named.Count > 0) yield return new SchemaKey(path, nodes, isRequired) { OwnNodes = own.Count };

        foreach (var key in properties?.SelectMany(entry => Under(path.Length == 0 ? entry.Key : $"{path}.{entry.Key}", (JsonObject)entry.Value!, nodes, required.Contains(entry.Key))) ?? [])
            yield return key;
        foreach (var key in named.SelectMany(one => Under($"{path}.*", one, nodes, isRequired: false)).Where(key => !key.Path.EndsWith(".*", StringComparison.Ordinal)))
            yield return key;
    }

    // The schema of the values under names that the user chooses, or of the items of a list of objects.
    private static IEnumerable<JsonObject> Named(JsonObject node) =>
        ((JsonNode?[])[node["additionalProperties"], .. (node["oneOf"] as JsonArray)?.Select(one => one?["additionalProperties"]) ?? []]).OfType<JsonObject>();

    private static IEnumerable<JsonObject> Resolved(JsonObject node)
    {
        yield return node;
        var references = (node["allOf"] as JsonArray)?.OfType<JsonObject>().Where(one => one["if"] is null && one["not"] is null).ToList() ?? [];
        foreach (var part in references.Where(one => one["$ref"] is null)) yield return part;
        foreach (var reference in references.Prepend(node).Select(one => one["$ref"]?.GetValue<string>()).OfType<string>())
        {
            Assert.IsTrue(JsonPointer.Parse(reference.TrimStart('#')).TryEvaluate(ConfigurationSchema.Document, out var found), $"The schema has no {reference}.");
            foreach (var one in Resolved((JsonObject)found!)) yield return one;
        }
    }
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Stagecraft.Bootstrap;

/// <summary>A change of one key of <c>daemon.json</c>. Nested keys are separated by dots.</summary>
/// <param name="Key">The key, for example <c>log-opts.max-size</c>.</param>
/// <param name="From">Its value before, as JSON. Null if the file did not have it.</param>
/// <param name="To">Its new value, as JSON.</param>
internal sealed record DaemonChange(string Key, string? From, string To)
{
    private const int LongestValue = 80;

    /// <summary>For example <c>log-driver to "local" (was "json-file")</c>.</summary>
    public override string ToString() => $"{Key} to {Short(To)}{(From is null ? "" : $" (was {Short(From)})")}";

    /// <summary>The top-level key.</summary>
    public string Option => Key.Split('.', 2)[0];

    private static string Short(string json) => json.Length <= LongestValue ? json : json[..LongestValue] + "…";
}

/// <summary>The content of <c>daemon.json</c>: the owner's, with the configured keys merged into it.</summary>
internal static class DockerDaemonFile
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    // As a person would write it: indented, and without escaping characters that JSON does not require to be escaped.
    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Shown = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The options that Docker documents as reloadable: https://docs.docker.com/reference/cli/dockerd/#configuration-reload-behavior</summary>
    private static readonly HashSet<string> Reloadable = new(StringComparer.Ordinal)
    {
        "debug", "labels", "live-restore", "max-concurrent-downloads", "max-concurrent-uploads", "max-download-attempts", "default-runtime", "runtimes",
        "authorization-plugin", "allow-nondistributable-artifacts", "insecure-registries", "registry-mirrors", "shutdown-timeout", "features",
    };

    /// <summary>Reads a JSON object. Docker accepts neither comments nor trailing commas, and neither does this.</summary>
    /// <exception cref="JsonException">The text is not a JSON object.</exception>
    public static JsonObject Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith("\ufeff"u8)) utf8 = utf8[3..];
        if (utf8.Trim(" \t\r\n"u8).IsEmpty) return [];
        return JsonNode.Parse(utf8, documentOptions: Strict) as JsonObject ?? throw new JsonException("It must be a JSON object.");
    }

    /// <summary>Merges the configured keys into the owner's: objects key by key, other values replaced. Returns what changes.</summary>
    public static IReadOnlyList<DaemonChange> Merge(JsonObject owners, JsonObject configured)
    {
        var changes = new List<DaemonChange>();
        Merge(owners, configured, "", changes);
        return changes;
    }

    public static string Text(JsonObject content) => content.ToJsonString(Written) + "\n";

    /// <summary>Whether Docker loads all of the changes without a restart.</summary>
    public static bool IsReloadable(IEnumerable<DaemonChange> changes) => changes.All(change => Reloadable.Contains(change.Option));

    /// <summary>A value in one line.</summary>
    public static string Show(JsonNode? value) => value is null ? "null" : value.ToJsonString(Shown);

    private static void Merge(JsonObject into, JsonObject from, string path, List<DaemonChange> changes)
    {
        foreach (var (key, value) in from)
        {
            var name = path + key;
            var has = into.TryGetPropertyValue(key, out var present);
            if (value is JsonObject configured && present is JsonObject inside)
            {
                Merge(inside, configured, name + ".", changes);
            }
            else if (value is JsonObject { Count: > 0 } added && !has)
            {
                var created = new JsonObject();
                into[key] = created;
                Merge(created, added, name + ".", changes);
            }
            else if (!has || !JsonNode.DeepEquals(present, value))
            {
                // The keys of an object that is replaced may not be configured, so its values are not shown.
                changes.Add(new(name, !has ? null : present is JsonObject ? "an object" : Show(present), Show(value)));
                into[key] = value?.DeepClone();
            }
        }
    }
}

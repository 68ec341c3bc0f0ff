using System.Text.Json;

namespace Stagecraft.Providers.Tests.Tailscale.ControlServer;

/// <summary>The excerpt of Tailscale's OpenAPI document.</summary>
internal static class OpenApiDocument
{
    public static JsonElement Root { get; } = Read();

    public static JsonElement DeviceProperties => Root.GetProperty("components").GetProperty("schemas").GetProperty("Device").GetProperty("properties");

    /// <summary>The operation id of a request: <c>GET /api/v2/device/n1?fields=all</c>. Null if the document has no such operation, or no such parameter.</summary>
    public static string? Operation(string request)
    {
        var (method, target) = request.Split(' ', 2) is [var verb, var rest] ? (verb, rest) : ("", "");
        var (path, query) = target.Split('?', 2) is [var before, var after] ? (before, after) : (target, "");
        var segments = path.Split('/');
        foreach (var item in Root.GetProperty("paths").EnumerateObject())
        {
            var template = ("/api/v2" + item.Name).Split('/');
            if (template.Length != segments.Length || !template.Zip(segments).All(pair => pair.First.StartsWith('{') ? pair.Second.Length > 0 : pair.First == pair.Second)) continue;
            if (!item.Value.TryGetProperty(method.ToLowerInvariant(), out var operation)) return null;
            var parameters = operation.GetProperty("parameters").EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == "query").ToList();
            var known = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).All(pair => parameters.Exists(parameter =>
                parameter.GetProperty("name").GetString() == pair[0]
                && parameter.GetProperty("schema").GetProperty("enum").EnumerateArray().Any(value => value.GetString() == pair[1])));
            return known ? operation.GetProperty("operationId").GetString() : null;
        }

        return null;
    }

    private static JsonElement Read()
    {
        using var stream = typeof(OpenApiDocument).Assembly.GetManifestResourceStream("openapi/tailscale.json")!;
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }
}

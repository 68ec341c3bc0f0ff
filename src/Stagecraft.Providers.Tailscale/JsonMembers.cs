using System.Text.Json;

namespace Stagecraft.Providers.Tailscale;

/// <summary>Members of JSON whose format may change: a value that is missing or has another type counts as absent.</summary>
internal static class JsonMembers
{
    public static JsonElement Member(this JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var member) ? member : default;

    /// <summary>Empty if it is absent.</summary>
    public static string Text(this JsonElement parent, string name) =>
        parent.Member(name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";

    /// <summary>The strings of a list. Empty if it is absent.</summary>
    public static string[] Texts(this JsonElement parent, string name) =>
        parent.Member(name) is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
            : [];

    /// <summary>Null if it is absent.</summary>
    public static bool? Flag(this JsonElement parent, string name) => parent.Member(name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}

using System.Text;
using System.Text.Json;

namespace Stagecraft.Providers.Tests.DigitalOcean;

/// <summary>What the published document requires of a request that creates one droplet.</summary>
internal static class RequestRules
{
    private static readonly string[] Known = ["name", "region", "size", "image", "ssh_keys", "tags", "vpc_uuid", "monitoring", "ipv6", "user_data"];
    private static readonly string[] Sizes = ["s-1vcpu-1gb", "s-2vcpu-2gb"];
    private static readonly string[] Regions = ["fra1", "nyc3"];

    public static string? Violation(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object) return "the body is not an object";
        if (body.EnumerateObject().Select(field => field.Name).Except(Known, StringComparer.Ordinal).FirstOrDefault() is { } unknown) return $"{unknown} is unknown";
        if (Text(body, "name") is not { } name || name.Length > 255 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.')) return "name is not valid";
        if (!Sizes.Contains(Text(body, "size"), StringComparer.Ordinal)) return "You specified an invalid size for Droplet creation.";
        if (!Regions.Contains(Text(body, "region"), StringComparer.Ordinal)) return "You specified an invalid region for Droplet creation.";
        if (!body.TryGetProperty("image", out var image) || !IsTextOrId(image)) return "image is not valid";
        if (!body.TryGetProperty("ssh_keys", out var keys) || keys.ValueKind != JsonValueKind.Array || keys.GetArrayLength() == 0 || !keys.EnumerateArray().All(IsTextOrId)) return "ssh_keys is not valid";
        if (!body.TryGetProperty("tags", out var tags) || !tags.EnumerateArray().All(tag => IsTag(tag.GetString()!))) return "tags is not valid";
        if (body.TryGetProperty("vpc_uuid", out _) && Text(body, "vpc_uuid") is null) return "vpc_uuid is not valid";
        if (body.TryGetProperty("user_data", out _) && (Text(body, "user_data") is not { } userData || Encoding.UTF8.GetByteCount(userData) > 65536)) return "user_data is not valid";
        return new[] { "monitoring", "ipv6" }.FirstOrDefault(field => body.TryGetProperty(field, out var flag) && flag.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) is { } wrong
            ? $"{wrong} is not valid"
            : null;
    }

    private static bool IsTextOrId(JsonElement value) => value.ValueKind == JsonValueKind.String || (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _));

    private static string? Text(JsonElement body, string field) =>
        body.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool IsTag(string tag) => tag.Length is > 0 and <= 255 && tag.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '-' or '_');
}

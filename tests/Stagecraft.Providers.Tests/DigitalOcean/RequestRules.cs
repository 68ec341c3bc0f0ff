using System.Text.Json;

namespace Stagecraft.Providers.Tests.DigitalOcean;

/// <summary>What the published document requires of a request that creates one droplet.</summary>
internal static class RequestRules
{
    private static readonly string[] Known = ["name", "region", "size", "image", "ssh_keys", "tags"];
    private static readonly string[] Sizes = ["s-1vcpu-1gb", "s-2vcpu-2gb"];
    private static readonly string[] Regions = ["fra1", "nyc3"];

    public static string? Violation(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object) return "the body is not an object";
        if (body.EnumerateObject().Select(field => field.Name).Except(Known, StringComparer.Ordinal).FirstOrDefault() is { } unknown) return $"{unknown} is unknown";
        if (Text(body, "name") is not { } name || name.Length > 255 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.')) return "name is not valid";
        if (!Sizes.Contains(Text(body, "size"), StringComparer.Ordinal)) return "You specified an invalid size for Droplet creation.";
        if (!Regions.Contains(Text(body, "region"), StringComparer.Ordinal)) return "You specified an invalid region for Droplet creation.";
        if (Text(body, "image") != "ubuntu-22-04-x64") return "You specified an invalid image for Droplet creation.";
        if (!body.TryGetProperty("ssh_keys", out var keys) || keys.GetArrayLength() != 1 || keys[0].ValueKind != JsonValueKind.Number) return "ssh_keys is not valid";
        return body.TryGetProperty("tags", out var tags) && tags.EnumerateArray().All(tag => IsTag(tag.GetString()!)) ? null : "tags is not valid";
    }

    private static string? Text(JsonElement body, string field) =>
        body.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool IsTag(string tag) => tag.Length is > 0 and <= 255 && tag.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '-' or '_');
}

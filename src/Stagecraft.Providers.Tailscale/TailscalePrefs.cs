using System.Text.Json;

namespace Stagecraft.Providers.Tailscale;

/// <summary>
/// The settings that bootstrap reads from <c>tailscale debug prefs</c>. A missing setting has its default:
/// https://github.com/tailscale/tailscale/blob/main/ipn/prefs.go
/// </summary>
internal sealed record TailscalePrefs
{
    /// <summary>No other node can open a connection to this one.</summary>
    public bool ShieldsUp { get; private init; }

    /// <summary>The control server that the node uses. Empty if the client does not report it.</summary>
    public string ControlUrl { get; private init; } = "";

    public static TailscalePrefs Parse(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text.Length == 0 ? "{}" : text);
            if (json.RootElement.ValueKind != JsonValueKind.Object) return new();
            return new TailscalePrefs
            {
                ShieldsUp = json.RootElement.TryGetProperty(nameof(ShieldsUp), out var shields) && shields.ValueKind == JsonValueKind.True,
                ControlUrl = json.RootElement.TryGetProperty("ControlURL", out var url) && url.ValueKind == JsonValueKind.String ? url.GetString()! : "",
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escape sequence that is not valid UTF-16.
            return new();
        }
    }
}

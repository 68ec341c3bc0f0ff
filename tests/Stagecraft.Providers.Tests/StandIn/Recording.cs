using System.Text.Json;

namespace Stagecraft.Providers.Tests.StandIn;

/// <summary>
/// What the real client said: our own recordings of Tailscale 1.102.5 and 1.80.3 on lab hosts, against Headscale 0.29.2
/// and Tailscale's own test control server. The version reads <c>-ERR-BuildInfo</c> because the client was built
/// without release stamps.
/// </summary>
internal static class Recording
{
    public static string Text(string name)
    {
        using var stream = typeof(Recording).Assembly.GetManifestResourceStream($"recording/{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    public static JsonElement Json(string name)
    {
        using var document = JsonDocument.Parse(Text(name));
        return document.RootElement.Clone();
    }
}

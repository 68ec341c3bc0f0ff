using System.Text.Json;

namespace Stagecraft.Providers.Tests.StandIn;

/// <summary>Single values of a status.</summary>
internal static class StatusAnswers
{
    public static string State(this JsonElement status) => status.GetProperty("BackendState").GetString()!;

    public static bool IsOnline(this JsonElement status) => status.GetProperty("Self").GetProperty("Online").GetBoolean();

    /// <summary>All messages, one per line.</summary>
    public static string Health(this JsonElement status) => string.Join('\n', status.GetProperty("Health").EnumerateArray().Select(text => text.GetString()));

    public static string Self(this JsonElement status, string member) => status.GetProperty("Self").GetProperty(member).GetString()!;

    public static async Task<string> TagsAsync(this TailscaleHost host) =>
        (await host.StatusAsync()).GetProperty("Self").TryGetProperty("Tags", out var tags) ? string.Join(',', tags.EnumerateArray().Select(tag => tag.GetString())) : "";
}

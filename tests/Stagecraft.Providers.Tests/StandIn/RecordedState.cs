using System.Text.Json;

namespace Stagecraft.Providers.Tests.StandIn;

/// <summary>One state of the real client from <c>Recordings/states.json</c>: some members of its status.</summary>
public sealed record RecordedState(string State, string Client, JsonElement Status)
{
    public static IReadOnlyList<RecordedState> All { get; } =
    [
        .. Recording.Json("states.json").EnumerateArray().Select(each => new RecordedState(
            each.GetProperty("state").GetString()!, each.GetProperty("client").GetString()!, each.GetProperty("status"))),
    ];

    public override string ToString() => $"{State} ({Client})";
}

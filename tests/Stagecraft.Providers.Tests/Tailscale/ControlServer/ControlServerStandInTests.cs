using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Stagecraft.Providers.Tests.StandIn;

namespace Stagecraft.Providers.Tests.Tailscale.ControlServer;

/// <summary>The stand-in answers as Tailscale's document describes, and as our recording of Headscale shows.</summary>
[TestClass]
public sealed class ControlServerStandInTests
{
    private static readonly StandInNode Offline = new("n1", "app-1") { LastSeen = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) };

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void A_device_is_as_the_document_describes(bool online)
    {
        var device = JsonSerializer.SerializeToElement((Offline with { Online = online }).Device());

        foreach (var member in device.EnumerateObject())
        {
            Assert.IsTrue(OpenApiDocument.DeviceProperties.TryGetProperty(member.Name, out var schema), member.Name);
            AssertType(schema, member.Value, member.Name);
        }

        // "Omitted if the device has never been online or connectedToControl is true."
        Assert.AreEqual(!online, device.TryGetProperty("lastSeen", out _));
    }

    [TestMethod]
    [DataRow("GET /api/v2/tailnet/-/devices?fields=all", "listTailnetDevices")]
    [DataRow("GET /api/v2/device/n1?fields=all", "getDevice")]
    [DataRow("DELETE /api/v2/device/n1", "deleteDevice")]
    [DataRow("POST /api/v2/device/n1", null)]
    [DataRow("GET /api/v2/device/n1?fields=some", null)]
    [DataRow("GET /api/v2/devices", null)]
    public void A_request_is_found_in_the_document(string request, string? operation) => Assert.AreEqual(operation, OpenApiDocument.Operation(request));

    [TestMethod]
    [DataRow("GET /api/v1/node", "Bearer")]
    [DataRow("GET /api/v1/node/999", "Bearer")]
    [DataRow("DELETE /api/v1/node/999", "Bearer")]
    [DataRow("GET /api/v1/node", "wrong")]
    [DataRow("GET /api/v1/node/3", "Bearer")]
    [DataRow("DELETE /api/v1/node/3", "Bearer")]
    public async Task Headscale_answers_as_recorded(string request, string key)
    {
        await using var server = await ControlServerStandIn.StartAsync(headscale: true);
        server.Add(Offline with { Id = "3" });
        using var http = new HttpClient { BaseAddress = new Uri(server.Url) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key == "wrong" ? "hskey-api-other" : ControlServerStandIn.ApiKey);
        var (method, path) = (request.Split(' ')[0], request.Split(' ')[1]);

        using var response = await http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        var body = await response.Content.ReadAsStringAsync();

        var recorded = RecordedAnswer.Of(key == "wrong" ? request + " with a wrong key" : request);
        Assert.AreEqual(recorded.Status, (int)response.StatusCode);
        if (recorded.ContentType == "text/plain")
        {
            Assert.AreEqual((recorded.Body, recorded.ContentType), (body, response.Content.Headers.ContentType!.MediaType));
            return;
        }

        Assert.AreEqual(Members(JsonDocument.Parse(recorded.Body).RootElement), Members(JsonDocument.Parse(body).RootElement));
    }

    [TestMethod]
    public async Task A_request_that_is_not_in_the_document_is_refused()
    {
        await using var server = await ControlServerStandIn.StartAsync(headscale: false);
        using var http = new HttpClient { BaseAddress = new Uri(server.Url) };

        Assert.AreEqual(HttpStatusCode.Unauthorized, (await http.GetAsync("/api/v2/tailnet/-/devices?fields=all")).StatusCode);
    }

    // The paths of all members with their types, without the elements of empty lists. Null has any type.
    private static string Members(JsonElement value) => string.Join('\n', Paths(value, "").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private static IEnumerable<string> Paths(JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Paths(member.Value, $"{path}.{member.Name}").Prepend($"{path}.{member.Name}")),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(item => Paths(item, path + "[]")),
        JsonValueKind.Null => [],
        JsonValueKind.True or JsonValueKind.False => [$"{path} is a flag"],
        var kind => [$"{path} is {kind}"],
    };

    private static void AssertType(JsonElement schema, JsonElement value, string name)
    {
        var expected = schema.GetProperty("type").GetString();
        Assert.AreEqual(
            expected,
            value.ValueKind switch
            {
                JsonValueKind.String => "string",
                JsonValueKind.Array => "array",
                JsonValueKind.Object => "object",
                JsonValueKind.True or JsonValueKind.False => "boolean",
                _ => value.ValueKind.ToString(),
            },
            name);
        if (schema.TryGetProperty("format", out _)) Assert.IsTrue(value.TryGetDateTimeOffset(out _), $"{name}: {value}");
        if (expected == "array") Assert.IsTrue(value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String), name);
    }
}

/// <summary>An answer in the recording of Headscale's API.</summary>
internal sealed record RecordedAnswer(int Status, string ContentType, string Body)
{
    public static RecordedAnswer Of(string request)
    {
        var lines = Recording.Text("headscale-api.txt").Split('\n');
        var at = Array.FindIndex(lines, line => line.Split(", ").Contains(request) || line == request);
        Assert.IsGreaterThanOrEqualTo(0, at, $"{request} is not recorded");
        var status = lines[at + 1].Split(' ', 2);
        // {"node":{...as above...}}: the node of the list.
        var body = lines[at + 2].Replace("{...as above...}", Node(lines), StringComparison.Ordinal);
        return new(int.Parse(status[0]), status.Length > 1 ? status[1] : "", body);
    }

    private static string Node(string[] lines)
    {
        using var list = JsonDocument.Parse(lines.First(line => line.StartsWith("{\"nodes\":[", StringComparison.Ordinal)));
        return list.RootElement.GetProperty("nodes")[0].GetRawText();
    }
}

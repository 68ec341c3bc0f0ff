using System.Text.Json;

namespace Stagecraft.Lab.Tests;

/// <summary>The JSON report of a run, from a consumer's view.</summary>
internal sealed class Report
{
    private readonly JsonElement root;

    private Report(JsonElement root) => this.root = root;

    public static Report Of(CommandRun run)
    {
        try
        {
            return new Report(JsonDocument.Parse(run.Output).RootElement);
        }
        catch (JsonException exception)
        {
            throw new AssertFailedException($"No JSON report: {run}", exception);
        }
    }

    public IReadOnlyList<JsonElement> Hosts => [.. root.GetProperty("hosts").EnumerateArray()];

    public string Status(int host) => Text(host, "status");

    public string Error(int host) => Text(host, "errorCode");

    public string Message(int host) => Text(host, "message");

    public bool Changed(int host) => Host(host).GetProperty("changed").GetBoolean();

    public string Fact(int host, string name) => Host(host).GetProperty("facts").GetProperty(name).GetString() ?? "";

    /// <summary>The outcome of a step.</summary>
    public string Step(int host, string name) => Host(host).GetProperty("steps").EnumerateArray()
        .Single(step => step.GetProperty("name").GetString() == name)
        .GetProperty("outcome").GetString()!;

    /// <summary>The changes, with their step: <c>docker: start docker</c>.</summary>
    public IReadOnlyList<string> Changes(int host) =>
    [
        .. Host(host).GetProperty("steps").EnumerateArray()
            .Where(step => step.GetProperty("outcome").GetString() == "changed")
            .Select(step => $"{step.GetProperty("name")}: {step.GetProperty("detail")}"),
    ];

    /// <summary>The changes that were begun in steps that did not succeed, with the step: <c>docker: start docker (begun, not finished)</c>.</summary>
    public string Begun(int host) => string.Join("; ", Host(host).GetProperty("steps").EnumerateArray()
        .Where(step => step.GetProperty("begun").ValueKind != JsonValueKind.Null)
        .Select(step => $"{step.GetProperty("name")}: {step.GetProperty("begun")}"));

    public IReadOnlyList<string> Warnings(int host) => [.. Host(host).GetProperty("warnings").EnumerateArray().Select(warning => warning.GetString()!)];

    /// <summary>The steps that a check would change, as <c>docker: install docker.io</c>.</summary>
    public string Pending(int host) => string.Join("; ", Host(host).GetProperty("steps").EnumerateArray()
        .Where(step => step.GetProperty("outcome").GetString() == "would-change")
        .Select(step => $"{step.GetProperty("name").GetString()}: {step.GetProperty("detail").GetString()}"));

    private string Text(int host, string property) => Host(host).GetProperty(property).GetString() ?? "";

    // The lab's ids are lab-01, lab-02, ...
    private JsonElement Host(int host) => Hosts.Single(element => element.GetProperty("id").GetString() == $"lab-{host:00}");
}

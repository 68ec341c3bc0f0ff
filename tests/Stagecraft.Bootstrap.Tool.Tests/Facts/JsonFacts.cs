using System.Text.Json;

namespace Stagecraft.Bootstrap.Tool.Tests.Facts;

internal static class JsonFacts
{
    public static ReportFacts Read(string report)
    {
        using var document = JsonDocument.Parse(report);
        var root = document.RootElement;
        var check = root.GetProperty("check").GetBoolean();
        var run = root.GetProperty("run");
        var facts = new ReportFacts
        {
            Counts = Counts(root.GetProperty("counts"), check),
            Run = ReportFacts.Identity(Text(run, "environment"), Text(run, "toolVersion"), Text(run, "configuration")),
        };
        foreach (var warning in root.GetProperty("warnings").EnumerateArray()) facts.AddWarning(warning.GetString()!);
        foreach (var host in root.GetProperty("hosts").EnumerateArray()) Read(host, check, facts);
        return facts;
    }

    private static void Read(JsonElement host, bool check, ReportFacts facts)
    {
        var proven = host.GetProperty("facts");
        facts.AddHost(
            Text(host, "name"),
            Text(host, "id"),
            Text(host, "role"),
            Text(host, "publicIp"),
            State(host),
            check ? null : host.GetProperty("changed").GetBoolean() ? "yes" : "no",
            Text(proven, "dockerVersion"),
            Text(proven, "composeVersion"),
            Text(proven, "fqdn"),
            Text(proven, "networkIPv4"),
            Text(proven, "networkIPv6"));
        foreach (var step in host.GetProperty("steps").EnumerateArray())
            facts.AddStep(Text(host, "name"), Text(step, "name"), Text(step, "outcome"), Text(step, "detail"));
        foreach (var warning in host.GetProperty("warnings").EnumerateArray()) facts.AddHostWarning(Label(host), warning.GetString()!);
        if (Text(host, "errorCode") is { } code) facts.AddFailure(code, Text(host, "message")!);
    }

    private static string Label(JsonElement host) =>
        Text(host, "publicIp") is { Length: > 0 } address && address != Text(host, "name") ? $"{Text(host, "name")} ({address})" : Text(host, "name")!;

    private static string State(JsonElement host) => Text(host, "status") switch
    {
        "failed" => "failed",
        "skipped" => "skipped",
        _ => host.GetProperty("wouldChange").GetBoolean() ? "would change" : "ready",
    };

    private static string Counts(JsonElement counts, bool check)
    {
        int Count(string name) => counts.GetProperty(name).GetInt32();
        var hosts = Count("hosts") == 1 ? "1 host" : $"{Count("hosts")} hosts";
        return check
            ? $"{hosts} checked: {Count("succeeded") - Count("wouldChange")} ready, {Count("wouldChange")} would change, {Count("failed")} failed, {Count("skipped")} skipped. Nothing was changed."
            : $"{hosts}: {Count("succeeded")} ready, {Count("failed")} failed, {Count("skipped")} skipped; {Count("changed")} changed.";
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}

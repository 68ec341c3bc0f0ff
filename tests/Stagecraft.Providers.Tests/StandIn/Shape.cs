using System.Text.Json;
using System.Text.RegularExpressions;

namespace Stagecraft.Providers.Tests.StandIn;

/// <summary>
/// A status in which values that differ between hosts are replaced by their form: names, addresses, ids, keys, versions, times.
/// Everything else stays the same, including the members and their order.
/// </summary>
internal static partial class Shape
{
    public static string Of(JsonElement status, Func<string, bool>? isCompared = null) =>
        string.Join('\n', Lines("", status).Where(line => isCompared is null || isCompared(PathOf(line))));

    /// <summary>The members of a status, without their values.</summary>
    public static IReadOnlySet<string> PathsOf(JsonElement status) => Lines("", status).Select(PathOf).ToHashSet(StringComparer.Ordinal);

    private static string PathOf(string line) => line[..line.IndexOf(" = ", StringComparison.Ordinal)];

    private static IEnumerable<string> Lines(string path, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Any())
            return value.EnumerateObject().SelectMany(member => Lines($"{path}/{(path == "/User" ? "id" : member.Name)}", member.Value));
        return [$"{path} = {Form(path, value)}"];
    }

    private static string Form(string path, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array when !path.EndsWith("/Health", StringComparison.Ordinal) && !path.Contains("Cap", StringComparison.Ordinal) =>
            $"[{string.Join(", ", value.EnumerateArray().Select(item => Form(path, item)))}]",
        JsonValueKind.Number when path.EndsWith("ID", StringComparison.Ordinal) => value.GetInt64() == 0 ? "0" : "a number",
        JsonValueKind.String => Form(path, value.GetString()!),
        _ => JsonSerializer.Serialize(value),
    };

    private static string Form(string path, string text) => text switch
    {
        "" => "empty",
        _ when path.EndsWith("/HostName", StringComparison.Ordinal) => "a name",
        _ when NoKey().IsMatch(text) => "no node key",
        _ when NodeKey().IsMatch(text) => "a node key",
        _ when Version().IsMatch(text) => Version().Replace(text, "VERSION"),
        _ when Time().IsMatch(text) => text.StartsWith("0001", StringComparison.Ordinal) ? "no time" : $"a time{Time().Match(text).Groups["fraction"]}",
        _ when Id().IsMatch(text) && path.EndsWith("ID", StringComparison.Ordinal) => "an id",
        _ => Names().Replace(Address6().Replace(Address4().Replace(Request().Replace(text, "hskey-authreq-24"), "IPV4"), "IPV6"), Replacement),
    };

    // A name's first label and its tailnet; both are checked against each other where they are part of one status.
    private static string Replacement(Match name) => name.Groups["host"].Success ? "HOST" + name.Groups["dot"] : "TAILNET";

    [GeneratedRegex("^nodekey:0{64}$", RegexOptions.None, 1000)]
    private static partial Regex NoKey();

    [GeneratedRegex("^nodekey:[0-9a-f]{64}$", RegexOptions.None, 1000)]
    private static partial Regex NodeKey();

    [GeneratedRegex(@"^1\.\d+\.\d+", RegexOptions.None, 1000)]
    private static partial Regex Version();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?<fraction>\.?)\d*Z$", RegexOptions.None, 1000)]
    private static partial Regex Time();

    // Headscale's are numbers; Tailscale's end in CNTRL, and those of its test server begin so.
    [GeneratedRegex(@"^(\d+|n[0-9a-f]+CNTRL|TESTCTRL\d+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Id();

    [GeneratedRegex("hskey-authreq-[A-Za-z0-9_-]{24}$", RegexOptions.None, 1000)]
    private static partial Regex Request();

    [GeneratedRegex(@"\b10\.\d+\.\d+\.\d+:41641|\b100\.\d+\.\d+\.\d+(:\d{5})?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address4();

    [GeneratedRegex(@"\[?fd7a:115c:a1e0:[0-9a-f:]+(\]:\d{5})?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address6();

    [GeneratedRegex(@"^(?<host>[a-z0-9-]+)(\.(net\.lab|hs\.lab\.internal|lab\.ts\.net))(?<dot>\.)$|^(net\.lab|hs\.lab\.internal|lab\.ts\.net)$|^(headscale\.lab|fake-control\.example\.net|lab@example\.com)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Names();
}

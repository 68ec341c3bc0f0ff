using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Stagecraft.Bootstrap;

/// <summary>What <c>docker info</c> reports of the daemon's settings: https://docs.docker.com/reference/api/engine/latest/#tag/System/operation/SystemInfo</summary>
internal sealed class DockerInfo
{
    private readonly JsonObject info;

    private DockerInfo(JsonObject info) => this.info = info;

    /// <summary>True if the daemon keeps containers running while it is restarted.</summary>
    public bool KeepsContainers => info["LiveRestoreEnabled"]?.GetValueKind() == JsonValueKind.True;

    /// <summary>Null if <paramref name="text"/> is not such a report.</summary>
    public static DockerInfo? Parse(string text)
    {
        try
        {
            return text.Length > 0 && DockerDaemonFile.Parse(Encoding.UTF8.GetBytes(text)) is { Count: > 0 } info && info.ContainsKey("LoggingDriver") ? new(info) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The configured keys with which the daemon does not run, as far as it reports them.</summary>
    public IEnumerable<DaemonChange> Differences(JsonObject configured)
    {
        foreach (var (key, wanted) in configured)
        {
            if (Reported(key, wanted) is var (found, expected) && !JsonNode.DeepEquals(found, expected))
                yield return new(key, DockerDaemonFile.Show(found), DockerDaemonFile.Show(wanted));
        }
    }

    /// <summary>The names of the proxy variables with which the daemon does not run. The daemon masks credentials, so these are not compared.</summary>
    public IEnumerable<string> Differences(DockerProxy proxy)
    {
        if (proxy.Http is { } http && !IsSame("HttpProxy", http.Reveal())) yield return "http";
        if (proxy.Https is { } https && !IsSame("HttpsProxy", https.Reveal())) yield return "https";
        if (proxy.NoProxy is { } none && Text("NoProxy") != none) yield return "noProxy";
    }

    private bool IsSame(string name, string url) => WithoutUser(Text(name)) == WithoutUser(url);

    private static string WithoutUser(string url) => url.LastIndexOf('@') is var at and >= 0 && url.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0
        ? string.Concat(url.AsSpan(0, scheme + 3), url.AsSpan(at + 1))
        : url;

    private string Text(string name) => info[name]?.GetValueKind() == JsonValueKind.String ? info[name]!.GetValue<string>() : "";

    // The daemon's value and the configured one in the same form. Null if it does not report the key in a form that can be compared.
    private (JsonNode? Found, JsonNode? Expected)? Reported(string key, JsonNode? wanted) => key switch
    {
        "log-driver" => Plain("LoggingDriver", wanted),
        "storage-driver" => Plain("Driver", wanted),
        "data-root" => Plain("DockerRootDir", wanted),
        "live-restore" => Plain("LiveRestoreEnabled", wanted),
        "debug" => Plain("Debug", wanted),
        "experimental" => Plain("ExperimentalBuild", wanted),
        "default-runtime" => Plain("DefaultRuntime", wanted),
        "default-address-pools" => info.ContainsKey("DefaultAddressPools") ? (Pools(info["DefaultAddressPools"], "Base", "Size"), Pools(wanted, "base", "size")) : null,
        "insecure-registries" => List(new JsonArray([.. Insecure().Intersect(Texts(wanted), StringComparer.Ordinal).Select(text => (JsonNode)text)]), wanted, text => text),
        "labels" => List(info["Labels"], wanted, text => text),
        "registry-mirrors" => List(Member("RegistryConfig", "Mirrors"), wanted, text => text.TrimEnd('/')),
        _ => null,
    };

    private (JsonNode?, JsonNode?)? Plain(string name, JsonNode? wanted) => info.ContainsKey(name) && wanted is JsonValue ? (info[name], wanted) : null;

    private JsonNode? Member(string parent, string name) => info[parent] is JsonObject members ? members[name] : null;

    // Docker adds its own, such as 127.0.0.0/8.
    private IEnumerable<string> Insecure() => Texts(Member("RegistryConfig", "InsecureRegistryCIDRs")).Concat(
        Member("RegistryConfig", "IndexConfigs") is JsonObject indexes
            ? indexes.Where(index => index.Value is JsonObject config && config["Secure"]?.GetValueKind() == JsonValueKind.False).Select(index => index.Key)
            : []);

    private static IEnumerable<string> Texts(JsonNode? node) =>
        node is JsonArray items ? items.Where(item => item?.GetValueKind() == JsonValueKind.String).Select(item => item!.GetValue<string>()) : [];

    private static JsonArray Pools(JsonNode? node, string network, string size) => node is not JsonArray pools ? [] : new JsonArray(
        [.. pools.OfType<JsonObject>().Select(pool => (JsonNode)$"{DockerDaemonFile.Show(pool[network])} {DockerDaemonFile.Show(pool[size])}")]);

    private static (JsonNode?, JsonNode?)? List(JsonNode? found, JsonNode? wanted, Func<string, string> form) =>
        wanted is JsonArray && Form(wanted, form) is { } expected ? (Form(found ?? new JsonArray(), form), expected) : null;

    private static JsonArray? Form(JsonNode node, Func<string, string> form) =>
        node is JsonArray items && items.All(item => item?.GetValueKind() == JsonValueKind.String)
            ? new JsonArray([.. items.Select(item => form(item!.GetValue<string>())).Order(StringComparer.Ordinal).Select(text => (JsonNode)text)])
            : null;
}

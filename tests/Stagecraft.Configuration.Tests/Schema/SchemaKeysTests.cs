using System.Text.Json.Nodes;
using Json.Pointer;
using Stagecraft.Application;

namespace Stagecraft.Configuration.Tests.Schema;

/// <summary>The schema lists exactly the keys that the loader reads.</summary>
[TestClass]
public sealed class SchemaKeysTests
{
    private const string None = "network: {provider: none}\n";

    /// <summary>A part of the schema, and a file with an unknown key there.</summary>
    public static IReadOnlyDictionary<string, string> Places { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["/definitions/cloud"] = None + "cloud: {zzzzz: 1}",
        ["/definitions/cloud/properties/providers"] = None + "cloud: {providers: {zzzzz: 1}}",
        ["/definitions/static"] = None + "cloud: {provider: static, providers: {static: {zzzzz: 1}}}",
        ["/definitions/host"] = None + "cloud: {provider: static, providers: {static: {hosts: [{zzzzz: 1}]}}}",
        ["/definitions/command"] = None + "cloud: {provider: command, providers: {command: {zzzzz: 1}}}",
        ["/definitions/digitalocean"] = None + "cloud: {provider: digitalocean, providers: {digitalocean: {zzzzz: 1}}}",
        ["/definitions/droplet"] = None + "cloud: {provider: digitalocean, providers: {digitalocean: {hosts: {a: {b: {zzzzz: 1}}}}}}",
        ["/definitions/network"] = "network: {zzzzz: 1}",
        ["/definitions/network/properties/providers"] = "network: {providers: {zzzzz: 1}}",
        ["/definitions/network/properties/providers/properties/none"] = "network: {provider: none, providers: {none: {zzzzz: 1}}}",
        ["/definitions/tailscale"] = "network: {provider: tailscale, providers: {tailscale: {zzzzz: 1}}}",
        ["/definitions/tailscale/properties/install"] = "network: {provider: tailscale, providers: {tailscale: {install: {zzzzz: 1}}}}",
        ["/definitions/tailscaleSettings"] = "network: {provider: tailscale, providers: {tailscale: {settings: {zzzzz: 1}}}}",
        ["/definitions/bootstrap"] = None + "infra: {bootstrap: {zzzzz: 1}}",
        ["/definitions/bootstrap/properties/network"] = None + "infra: {bootstrap: {network: {zzzzz: 1}}}",
        ["/definitions/ssh"] = None + "infra: {bootstrap: {ssh: {zzzzz: 1}}}",
        ["/definitions/docker"] = None + "infra: {bootstrap: {docker: {zzzzz: 1}}}",
        ["/definitions/dockerProxy"] = None + "infra: {bootstrap: {docker: {proxy: {zzzzz: 1}}}}",
        ["/definitions/timeouts"] = None + "infra: {bootstrap: {timeouts: {zzzzz: 1}}}",
    };

    public static IEnumerable<object[]> PlaceNames => Places.Keys.Select(place => new object[] { place });

    [TestMethod]
    [DynamicData(nameof(PlaceNames))]
    public void The_schema_lists_the_keys_that_the_loader_reads(string place)
    {
        var listed = Properties(place).Select(entry => entry.Key);
        // Hosts also accept their keys in Terraform's spelling.
        if (place == "/definitions/host") listed = listed.Where(key => !key.Contains('_'));

        Assert.AreSequenceEqual(KeysTheLoaderKnows(Places[place]), listed, SequenceOrder.InAnyOrder);
    }

    [TestMethod]
    public void Every_part_of_the_schema_is_compared() =>
        Assert.AreSequenceEqual(ConfigurationSchema.ClosedObjects(), Places.Keys, SequenceOrder.InAnyOrder);

    [TestMethod]
    public void The_schema_lists_all_providers()
    {
        Assert.AreSequenceEqual(BuiltInProviders.All.Cloud.Keys.ToArray(), Words("/definitions/cloud/properties/provider/enum"));
        Assert.AreSequenceEqual(BuiltInProviders.All.Network.Keys.ToArray(), Words("/definitions/networkProvider/enum"));
    }

    [TestMethod]
    [DataRow("ssh")]
    [DataRow("docker")]
    [DataRow("timeouts")]
    public void A_default_in_the_schema_is_the_default_of_the_loader(string section)
    {
        var defaults = Properties($"/definitions/{section}").Where(entry => entry.Value!["default"] is not null).ToList();

        var written = Config.ReadBootstrap($"{section}: {{{string.Join(", ", defaults.Select(entry => $"{entry.Key}: {entry.Value!["default"]}"))}}}");
        var left = Config.ReadBootstrap($"{section}: ");

        Assert.IsNotEmpty(defaults);
        Assert.AreEqual(Config.Effective(left.Ssh), Config.Effective(written.Ssh));
        Assert.AreEqual(left.Options, written.Options);
    }

    [TestMethod]
    public void The_default_parallelism_in_the_schema_is_that_of_the_loader() => Assert.AreEqual(
        Config.Read(None).Options.MaxParallelHosts,
        Properties("/definitions/bootstrap").Single(entry => entry.Key == "maxParallelHosts").Value!["default"]!.GetValue<int>());

    private static string[] KeysTheLoaderKnows(string yaml)
    {
        var error = Config.Errors(yaml, ("T", "t")).Single(error => error.Contains("Unknown key 'zzzzz'"));
        return error.Split("Known keys: ")[1].TrimEnd('.').Split(", ", StringSplitOptions.RemoveEmptyEntries);
    }

    private static JsonObject Properties(string place) => (JsonObject?)At(place)["properties"] ?? [];

    private static string[] Words(string place) => [.. ((JsonArray)At(place)).Select(word => word!.GetValue<string>())];

    private static JsonNode At(string pointer) => JsonPointer.Parse(pointer).TryEvaluate(ConfigurationSchema.Document, out var found)
        ? found!
        : throw new AssertFailedException($"The schema has no {pointer}.");
}

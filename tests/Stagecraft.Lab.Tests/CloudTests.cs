using System.Text.Json;
using Stagecraft.Providers.Tests.DigitalOcean;

namespace Stagecraft.Lab.Tests;

/// <summary>From an empty account to ready hosts. The API is a stand-in, its droplets are real hosts of the lab.</summary>
[TestClass]
[RequiresLab]
public sealed class CloudTests
{
    [TestMethod]
    public async Task Up_makes_the_droplets_that_are_missing_and_bootstraps_them_all()
    {
        await Lab.ResetAsync(1, 2, 3);
        await using var api = await StandIn.StartAsync();
        api.Starting = 1;
        // Ids are ordered as text; these are of one length.
        api.NextId = 101;
        foreach (var address in await Lab.AddressesAsync()) api.Addresses.Enqueue(address);

        var plan = await Lab.ToolAsync(["plan"], Config(api, "app-1", "app-2"));
        var planned = api.Creations;
        var first = await Lab.ToolAsync(["up", "--output", "json"], Config(api, "app-1", "app-2"));
        var created = api.Creations;
        var second = await Lab.ToolAsync(["up", "--output", "json"], Config(api, "app-1", "app-2"));
        var again = api.Creations;
        var grown = await Lab.ToolAsync(["up", "--output", "json"], Config(api, "app-1", "app-2", "app-3"));

        Assert.AreEqual(11, plan.ExitCode, plan.ToString());
        Assert.AreEqual("0 2 2 3", $"{planned} {created} {again} {api.Creations}");
        Assert.AreEqual("production-app-1 success True, production-app-2 success True", Hosts(first), first.ToString());
        Assert.AreEqual("production-app-1 success False, production-app-2 success False", Hosts(second), second.ToString());
        Assert.AreEqual("production-app-1 success False, production-app-2 success False, production-app-3 success True", Hosts(grown), grown.ToString());
        foreach (var run in (CommandRun[])[plan, first, second, grown])
            Assert.DoesNotContain(StandIn.Token, run.ToString());
    }

    // The lab's own configuration, with another cloud.
    private static string Config(StandIn api, params string[] names) => $$"""
        cloud:
          provider: digitalocean
          providers:
            digitalocean:
              token_env: DO_TOKEN
              api_url: {{api.Url}}
              ssh_key_name: deploy
              default_region: fra1
              default_size: s-1vcpu-1gb
              hosts:
                production: { {{string.Join(", ", names.Select(name => $"{name}: {{role: app}}"))}} }

        """.ReplaceLineEndings("\n") + Lab.Config[Lab.Config.IndexOf("network:\n", StringComparison.Ordinal)..];

    private static string Hosts(CommandRun run) => string.Join(
        ", ",
        Report.Of(run).Hosts.Select(host => $"{Text(host, "name")} {Text(host, "status")} {host.GetProperty("changed").GetBoolean()}"));

    private static string? Text(JsonElement host, string property) => host.GetProperty(property).GetString();
}

using System.Diagnostics;
using System.Text.Json;
using Stagecraft.Providers.Tests.DigitalOcean;

namespace Stagecraft.Lab.Tests;

/// <summary>From an empty account to ready hosts. The API is a stand-in, and its droplets are real hosts of the lab.</summary>
[TestClass]
[RequiresLab]
public sealed class CloudTests
{
    private static readonly string[] Three = ["app-1", "app-2", "app-3"];

    [TestMethod]
    public async Task Up_creates_the_missing_droplets_and_bootstraps_all()
    {
        await Lab.AddAsync(4);
        await Lab.ResetAsync(1, 2, 3, 4);
        await using var api = await ApiAsync();

        var plan = await Lab.ToolAsync(["plan"], Config(api, Three));
        var planned = api.Creations;
        var first = await Lab.ToolAsync(["up", "--output", "json"], Config(api, Three));
        var created = api.Creations;
        var second = await Lab.ToolAsync(["up", "--output", "json"], Config(api, Three));
        var again = api.Creations;
        var grown = await Lab.ToolAsync(["up", "--output", "json"], Config(api, [.. Three, "app-4"]));

        Assert.AreEqual(11, plan.ExitCode, plan.ToString());
        Assert.AreEqual("0 3 3 4", $"{planned} {created} {again} {api.Creations}");
        Assert.AreEqual("production-app-1 success True, production-app-2 success True, production-app-3 success True", Hosts(first), first.ToString());
        Assert.AreEqual("production-app-1 success False, production-app-2 success False, production-app-3 success False", Hosts(second), second.ToString());
        Assert.AreEqual("production-app-1 success False, production-app-2 success False, production-app-3 success False, production-app-4 success True", Hosts(grown), grown.ToString());
        foreach (var run in (CommandRun[])[plan, first, second, grown])
            Assert.DoesNotContain(StandIn.Token, run.ToString());
    }

    [TestMethod]
    public async Task After_Ctrl_C_between_two_creations_the_next_run_continues()
    {
        await Lab.ResetAsync(1, 2, 3);
        await using var api = await ApiAsync();
        var tool = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        api.AfterCreation = async _ =>
        {
            api.AfterCreation = null;
            await Signals.InterruptAsync(await tool.Task);
            // The answer must come after the tool has received the signal. The tool prints when it has.
            await heard.Task;
            return false;
        };

        var interrupted = await Lab.ToolAsync(["up"], Config(api, Three), meanwhile: process =>
        {
            tool.SetResult(process);
            return Task.CompletedTask;
        }, onError: line =>
        {
            if (line.StartsWith("Canceling:", StringComparison.Ordinal)) heard.TrySetResult();
        });
        var next = await Lab.ToolAsync(["up", "--output", "json"], Config(api, Three));

        Assert.AreEqual(130, interrupted.ExitCode, interrupted.ToString());
        Assert.EndsWith(
            "Canceled.\nCreated in this run: production-app-1 (id 101).\nExisted before: none.\nNot created: production-app-2, production-app-3.\nNothing is removed. The next run continues with the existing droplets.\n",
            interrupted.Error);
        Assert.AreEqual(3, api.Creations);
        Assert.Contains("Waiting until SSH answers on production-app-1, production-app-2, production-app-3", next.Error);
        Assert.AreEqual("production-app-1 success True, production-app-2 success True, production-app-3 success True", Hosts(next), next.ToString());
    }

    [TestMethod]
    public async Task A_build_creates_droplets_and_the_token_is_in_no_log()
    {
        await using var api = await ApiAsync();
        var log = Path.Combine(Lab.Folder.FullName, "cloud.binlog");

        var run = await Dotnet.BuildSampleAsync(Config(api, "app-1"), "-t:InfraUp;Bootstrap", "-v:diag", $"-bl:{log}");

        Assert.AreEqual(0, run.ExitCode, run.ToString());
        Assert.Contains("infra -> 1 host: 1 ready", run.Output);
        Assert.AreEqual(1, api.Creations);
        Assert.DoesNotContain(StandIn.Token, run.ToString());
        await BinaryLog.AssertLacksAsync(log, StandIn.Token);
    }

    internal static async Task<StandIn> ApiAsync()
    {
        var api = await StandIn.StartAsync();
        api.Starting = 1;
        // Ids are ordered as text. These have the same length.
        api.NextId = 101;
        api.AuthorizedKey = await File.ReadAllTextAsync(Dotnet.DeployKey + ".pub");
        foreach (var address in await Lab.AddressesAsync()) api.Addresses.Enqueue(address);
        return api;
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

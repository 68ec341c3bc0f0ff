using System.Globalization;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tool.Tests;

/// <summary>A run in parts equals the whole run, on scripted hosts.</summary>
[TestClass]
public sealed class ShardTests
{
    private static readonly string[] Formats = ["json", "xml", "md", "html"];

    [TestMethod]
    [DataRow("run", 1, 10)]
    [DataRow("run", 2, 10)]
    [DataRow("run", 7, 10)]
    [DataRow("run", 64, 10)]
    [DataRow("check", 3, 10)]
    public async Task The_merged_report_equals_that_of_a_run_without_shards(string command, int count, int exit)
    {
        using var whole = Fleet();
        using var parts = Fleet();
        var expected = await whole.RunAsync([command, .. Formats.SelectMany(format => new[] { "--report", $"all.{format}" })]);

        var shards = Enumerable.Range(1, count).Select(i => i.ToString(CultureInfo.InvariantCulture)).ToList();
        foreach (var i in shards)
        {
            var shard = await parts.RunAsync(command, "--shard", $"{i}/{count}", "--report", $"{i}.json");
            Assert.IsTrue(shard.Exit is ExitCode.Ready or ExitCode.HostFailed or ExitCode.WouldChange, shard.ToString());
        }

        // In any order.
        shards.Reverse();
        var merged = await parts.RunAsync(["report", "merge", .. shards.Select(i => $"{i}.json"), .. Formats.SelectMany(format => new[] { "--report", $"all.{format}" })]);

        Assert.AreEqual(exit, expected.Exit);
        Assert.AreEqual(expected with { Error = "" }, merged);
        foreach (var format in Formats) Assert.AreEqual(whole.Read($"all.{format}"), parts.Read($"all.{format}"), format);
        // Each host once, for any number of machines.
        Assert.AreEqual(string.Join(' ', whole.Hosts.Connected.Order(StringComparer.Ordinal)), string.Join(' ', parts.Hosts.Connected.Order(StringComparer.Ordinal)));
    }

    [TestMethod]
    public async Task A_shard_is_a_part_of_the_limited_hosts()
    {
        using var workspace = new Workspace();

        // Of four: app-1 is in the last, app-2 in the third, db in the first.
        var all = await workspace.RunAsync("hosts", "--shard", "4/4", "--output", "json");
        var others = await workspace.RunAsync("hosts", "--limit", "db", "--shard", "4/4", "--output", "json");

        Assert.Contains("\"id\": \"app-1\"", all.Output);
        Assert.DoesNotContain("app-2", all.Output);
        Assert.AreEqual(new ToolRun(0, "[]\n", ""), others);
    }

    [TestMethod]
    [DataRow("run", "0 hosts: 0 ready, 0 failed, 0 skipped; 0 changed.\n")]
    [DataRow("check", "0 hosts checked: 0 ready, 0 would change, 0 failed, 0 skipped. Nothing was changed.\n")]
    public async Task An_empty_shard_is_not_an_error(string command, string report)
    {
        using var workspace = new Workspace();

        Assert.AreEqual(new ToolRun(0, report, ""), await workspace.RunAsync(command, "--shard", "2/4"));
    }

    [TestMethod]
    [DataRow("0/4")]
    [DataRow("/4")]
    [DataRow("5/4")]
    public async Task An_impossible_shard_is_refused(string shard)
    {
        using var workspace = new Workspace();

        var run = await workspace.RunAsync("--shard", shard);

        Assert.AreEqual(
            new ToolRun(1, "", $"error: --shard must be I/N, with I from 1 to N and N at most 1024; it is '{shard}'.\nSee 'dotnet stagecraft-bootstrap --help'.\n"),
            run);
    }

    // Ready, new, refused and unreachable hosts, and a warning about the run.
    private static Workspace Fleet()
    {
        var hosts = string.Join('\n', Enumerable.Range(1, 20).Select(i => $"        - {{id: host-{i}, role: r{i % 3}, publicIp: 203.0.113.{i}}}"));
        var workspace = new Workspace($"""
            cloud:
              provider: static
              providers:
                static:
                  hosts:
            {hosts}
            network: {"{provider: none}"}
            infra: {"{bootstrap: {ssh: {hostKeyPolicy: off}}}"}
            """);
        for (var i = 1; i <= 20; i++)
        {
            workspace.Hosts[$"host-{i}"] = (i % 5) switch
            {
                0 => Workspace.Bare(),
                1 => Workspace.Old(),
                2 => new ScriptedHost { OnConnect = _ => throw new IOException("No route to <host> | `x`.") },
                _ => Workspace.Ready(),
            };
        }

        return workspace;
    }
}

using System.Text.Json.Nodes;
using Stagecraft.Application;
using Stagecraft.Bootstrap.Reports;

namespace Stagecraft.Bootstrap.Tool.Tests;

[TestClass]
public sealed class ReportMergeTests
{
    public static IEnumerable<(string Report, string Format)> Combinations =>
        from report in Reports.All.Keys from format in Reports.Writers.Keys select (report, format);

    [TestMethod]
    [DynamicData(nameof(Combinations))]
    public void A_report_that_is_read_again_is_the_same_in_every_format(string report, string format)
    {
        var read = JsonReportReader.Read(JsonReport.Write(Reports.All[report]));

        Assert.AreEqual(Reports.Writers[format](Reports.All[report]), Reports.Writers[format](read));
    }

    [TestMethod]
    [DataRow("run", 2, 130)]
    [DataRow("run", 5, 130)]
    [DataRow("check", 3, 11)]
    [DataRow("empty", 4, 0)]
    [DataRow("many", 4, 130)]
    public async Task Merged_parts_give_the_report_and_its_exit_code(string name, int count, int exit)
    {
        // In the order of an engine's report.
        var report = Reports.All[name] with { Results = [.. Reports.All[name].Results.OrderBy(result => result.HostId, StringComparer.Ordinal)] };
        using var workspace = new Workspace(configuration: null);
        var files = Enumerable.Range(1, count).Select(i => $"{i}.json").ToArray();
        for (var i = 1; i <= count; i++)
        {
            var shard = HostShard.Parse($"{i}/{count}")!;
            workspace.Write(files[i - 1], JsonReport.Write(report with { Results = [.. report.Results.Where(result => shard.Contains(new Host { Id = result.HostId }))] }));
        }

        var merged = await workspace.RunAsync(["report", "merge", .. files, "--report", "all.xml", "--report", "all.md", "--report", "all.html", "--report", "all.json"]);

        Assert.AreEqual(new ToolRun(exit, TextReport.Write(report), ""), merged);
        foreach (var format in (string[])["xml", "md", "html", "json"]) Assert.AreEqual(Reports.Writers[format](report), workspace.Read($"all.{format}"));
    }

    [TestMethod]
    [DataRow("inside", "1 1")]
    [DataRow("across", "1 2")]
    [DataRow("three", "1 1 2")]
    [DataRow("three in the other", "1 2 2")]
    [DataRow("twice", "1 2;1 2")]
    public async Task Duplicate_hosts_fail_in_a_merged_report(string what, string machines)
    {
        using var workspace = new Workspace(configuration: null);
        workspace.Write("stagecraft.yml", "network: {provider: none}\n");
        var ids = Enumerable.Range(1, 12).Select(i => $"app-{i:00}").ToList();
        workspace.Write("hosts.json", $"[{string.Join(',', ids.Select((id, i) => $$"""{"id": "{{id}}", "publicIp": "203.0.113.{{i}}"}"""))}]");
        var shards = Enumerable.Range(1, 2).Select(i => new Queue<string>(ids.Where(id => HostShard.Parse($"{i}/2")!.Contains(new Host { Id = id })))).ToArray();
        var copies = machines.Split(';').Select(machine => machine.Split(' ').Select(shard => shards[int.Parse(shard) - 1].Dequeue()).ToList()).ToList();
        foreach (var id in ids) workspace.Hosts[id] = Workspace.Machine(copies.Find(machine => machine.Contains(id)) is { } machine ? machine[0] : id);

        string[] formats = ["xml", "md", "html", "json"];
        var whole = await workspace.RunAsync(["--hosts", "hosts.json", .. formats.SelectMany(format => (string[])["--report", $"whole.{format}"])]);
        await workspace.RunAsync("--hosts", "hosts.json", "--shard", "1/2", "--report", "1.json");
        await workspace.RunAsync("--hosts", "hosts.json", "--shard", "2/2", "--report", "2.json");
        var merged = await workspace.RunAsync(["report", "merge", "2.json", "1.json", .. formats.SelectMany(format => (string[])["--report", $"merged.{format}"])]);

        Assert.AreEqual((10, whole.Output), (merged.Exit, merged.Output), what);
        Assert.AreEqual(10, whole.Exit);
        foreach (var format in formats) Assert.AreEqual(workspace.Read($"whole.{format}"), workspace.Read($"merged.{format}"));
        var failed = JsonReportReader.Read(workspace.Read("merged.json")).Results.Where(result => result.ErrorCode == ErrorCode.HostDuplicate).Select(result => result.HostId);
        Assert.AreSequenceEqual(copies.SelectMany(machine => machine).Order(StringComparer.Ordinal).ToList(), failed);
    }

    [TestMethod]
    public async Task A_report_without_warnings_identities_and_addresses_can_be_merged()
    {
        var old = JsonNode.Parse(JsonReport.Write(Reports.Run))!;
        foreach (var host in old["hosts"]!.AsArray().Select(host => host!.AsObject()))
        {
            host.Remove("warnings");
            host.Remove("identity");
            host["facts"]!.AsObject().Remove("networkIPv4");
            host["facts"]!.AsObject().Remove("networkIPv6");
        }

        using var workspace = new Workspace(configuration: null);
        workspace.Write("old.json", old.ToJsonString());

        var run = await workspace.RunAsync("report", "merge", "old.json", "--output", "json");

        var expected = Reports.Run with { Results = [.. Reports.Run.Results.Select(result => result with { Warnings = [], Identity = new HostIdentity(), Facts = result.Facts with { NetworkIPv4 = null, NetworkIPv6 = null } })] };
        Assert.AreEqual(new ToolRun(130, JsonReport.Write(expected), ""), run);
    }

    [TestMethod]
    public async Task A_merged_report_can_be_merged_and_is_JSON_on_request()
    {
        using var workspace = new Workspace(configuration: null);
        workspace.Write("run.json", JsonReport.Write(Reports.Run));

        var run = await workspace.RunAsync("report", "merge", "run.json", "--output", "json");

        Assert.AreEqual(new ToolRun(130, JsonReport.Write(Reports.Run), ""), run);
    }

    [TestMethod]
    public async Task Warnings_of_several_shards_are_shown_once()
    {
        using var workspace = new Workspace(configuration: null);
        workspace.Write("1.json", JsonReport.Write(new BootstrapReport(false, [], ["a", "b"])));
        workspace.Write("2.json", JsonReport.Write(new BootstrapReport(false, [], ["b", "c"])));

        var run = await workspace.RunAsync("report", "merge", "1.json", "2.json");

        Assert.StartsWith("Warnings:\n  a\n  b\n  c\n\n", run.Output);
    }

    [TestMethod]
    [DataRow("gone.json", "The file 'gone.json' cannot be read: it does not exist.")]
    [DataRow("", "A report file name is empty. Check whether a variable on the command line is unset.")]
    [DataRow("run.json", "The host '101' is in two reports, 'run.json' and 'run.json'. Merge only reports of one run with the same number of shards.")]
    [DataRow("check.json", "'run.json' is the report of a run, but 'check.json' is the report of a check. Merge only reports of the same kind.")]
    public async Task Reports_of_different_runs_are_not_merged(string second, string error)
    {
        using var workspace = new Workspace(configuration: null);
        workspace.Write("run.json", JsonReport.Write(Reports.Run));
        workspace.Write("check.json", JsonReport.Write(Reports.Check));

        var run = await workspace.RunAsync("report", "merge", "run.json", second, "--report", "all.json");

        Assert.AreEqual(new ToolRun(1, "", $"error: {error}\n"), run);
        Assert.AreEqual("check.json run.json", workspace.Files());
    }

    [TestMethod]
    [DataRow("sha256:2", "production", "1.2.3", "their configurations differ")]
    [DataRow("sha256:1", "staging", "1.2.3", "the environment is 'production' in the first and 'staging' in the second")]
    [DataRow("sha256:1", null, "1.2.3", "the environment is 'production' in the first and not known in the second")]
    [DataRow("sha256:1", "production", "1.2.4", "Stagecraft '1.2.3' wrote the first and '1.2.4' the second")]
    public async Task Reports_with_different_settings_are_not_merged(string configuration, string? environment, string version, string difference)
    {
        using var workspace = new Workspace(configuration: null);
        workspace.Write("1.json", JsonReport.Write(new BootstrapReport(false, [], []) { Run = new RunIdentity { Configuration = "sha256:1", Environment = "production", ToolVersion = "1.2.3" } }));
        workspace.Write("2.json", JsonReport.Write(new BootstrapReport(false, [], []) { Run = new RunIdentity { Configuration = configuration, Environment = environment, ToolVersion = version } }));

        var run = await workspace.RunAsync("report", "merge", "1.json", "2.json");

        Assert.AreEqual(new ToolRun(1, "", $"error: '1.json' and '2.json' are not of one run: {difference}. Merge only reports of one run.\n"), run);
    }

    [TestMethod]
    public async Task A_report_says_which_run_it_is_of()
    {
        using var workspace = new Workspace("cloud: {provider: fake}\nnetwork: {provider: none}\n");
        workspace.FakeCloud = _ => new GrowingCloud();

        await workspace.RunAsync("check", "--environment", "production", "--report", "report.json");

        var run = JsonReportReader.Read(workspace.Read("report.json")).Run;
        Assert.AreEqual(("production", Workspace.Version), (run.Environment, run.ToolVersion));
        Assert.MatchesRegex("^sha256:[0-9a-f]{64}$", run.Configuration!);
    }

    [TestMethod]
    [DataRow("\"schemaVersion\": 1", "\"schemaVersion\": 2", "its schemaVersion is 2; this version of Stagecraft reads 1.")]
    [DataRow("\"schemaVersion\": 1,", "", "schemaVersion is missing.")]
    [DataRow("\"schemaVersion\": 1", "\"schemaVersion\": \"1\"", "schemaVersion must be a whole number.")]
    [DataRow("\"schemaVersion\": 1", "\"schemaVersion\": 1.5", "schemaVersion must be a whole number.")]
    [DataRow("\"check\": false", "\"check\": null", "check must be true or false.")]
    [DataRow("\"check\": false", "\"check\": false, \"check\": true", "a property occurs twice.")]
    [DataRow("\"failed\": 1", "\"failed\": 2", "counts.failed is 2, but the hosts add up to 1.")]
    [DataRow("\"id\": \"102\",", "", "hosts[1].id is missing.")]
    [DataRow("\"id\": \"102\"", "\"id\": 102", "hosts[1].id must be a string.")]
    [DataRow("\"id\": \"102\"", "\"id\": \"\\ud800\"", "hosts[1].id must be a string.")]
    [DataRow("\"status\": \"failed\"", "\"status\": \"Failed\"", "hosts[2].status is 'Failed', which this version of Stagecraft does not know.")]
    [DataRow("\"errorCode\": \"docker_install_failed\"", "\"errorCode\": \"x\\u001b[31m\"", "hosts[2].errorCode is 'x [31m', which this version of Stagecraft does not know.")]
    [DataRow("\"errorCode\": \"docker_install_failed\"", "\"errorCode\": null", "hosts[2].errorCode does not match its status.")]
    [DataRow("\"name\": \"preflight\"", "\"name\": \"docker\"", "hosts[0].steps must be connect, preflight, docker, network-install, network-join.")]
    [DataRow("\"machine\": \"5f1c", "\"machin\": \"5f1c", "hosts[0].identity.machine is missing.")]
    [DataRow("\"The node's key expires soon.\"", "7", "hosts[0].warnings[1] must be a string.")]
    [DataRow("\"hosts\": [", "\"hosts\": {}, \"others\": [", "hosts must be a list.")]
    [DataRow("\n}\n", "", "it is not JSON, or is incomplete (line 263).")]
    public async Task An_invalid_report_is_refused_with_the_reason(string written, string changed, string error)
    {
        var text = JsonReport.Write(Reports.Run);
        Assert.Contains(written, text);
        using var workspace = new Workspace(configuration: null);
        workspace.Write("run.json", text.Replace(written, changed, StringComparison.Ordinal));

        Assert.AreEqual(new ToolRun(1, "", $"error: 'run.json' is not a JSON report of a run: {error}\n"), await workspace.RunAsync("report", "merge", "run.json"));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("[]")]
    [DataRow("null")]
    [DataRow("<html></html>")]
    [DataRow("[{\"id\": \"app-1\"}]")]
    public async Task A_file_that_is_not_a_report_is_named(string text)
    {
        using var workspace = new Workspace(configuration: null);
        workspace.Write("1.json", text);

        var run = await workspace.RunAsync("report", "merge", "1.json");

        Assert.AreEqual(1, run.Exit);
        Assert.StartsWith("error: '1.json' is not a JSON report of a run: it ", run.Error);
    }

    [TestMethod]
    public async Task At_least_one_report_is_required()
    {
        using var workspace = new Workspace(configuration: null);

        Assert.AreEqual(1, (await workspace.RunAsync("report", "merge")).Exit);
    }
}

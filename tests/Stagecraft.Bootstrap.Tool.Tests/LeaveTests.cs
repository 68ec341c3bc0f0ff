using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tool.Tests;

/// <summary>The command <c>leave</c>.</summary>
[TestClass]
public sealed class LeaveTests
{
    [TestMethod]
    [DataRow("y")]
    [DataRow("--yes")]
    public async Task Hosts_leave_after_a_person_has_confirmed(string how)
    {
        var asked = new List<string>();
        using var workspace = new Workspace { Confirm = question => Add(asked, question) };

        var run = await workspace.RunAsync(["leave", "--limit", "app", .. how == "y" ? (string[])[] : [how]]);

        Assert.AreEqual(0, run.Exit, run.ToString());
        Assert.AreEqual("app-1: not joined, nothing to change\napp-2: not joined, nothing to change\n\n", run.Error);
        Assert.EndsWith("2 hosts: 2 not joined, 0 failed, 0 skipped; 0 changed.\n", run.Output);
        Assert.AreSequenceEqual(how == "y" ? ["Take 2 hosts out of the network: app-1, app-2? [y/N] "] : Array.Empty<string>(), asked);
    }

    [TestMethod]
    public async Task Without_a_yes_no_host_is_touched()
    {
        using var workspace = new Workspace { Confirm = _ => false };

        var run = await workspace.RunAsync("leave", "--limit", "*");

        Assert.AreEqual(new ToolRun(130, "", "Canceled before any host was touched.\n"), run);
        Assert.IsEmpty(workspace.Hosts.Connected);
    }

    [TestMethod]
    public async Task Without_a_terminal_a_confirmation_is_required()
    {
        using var workspace = new Workspace { Confirm = null };

        var run = await workspace.RunAsync("leave", "--limit", "*");
        var confirmed = await workspace.RunAsync("leave", "--limit", "*", "--yes");

        Assert.AreEqual(new ToolRun(1, "", "error: leave asks before it takes hosts out of their network, and standard input is not a terminal. Use --yes to confirm.\n"), run);
        Assert.AreEqual(0, confirmed.Exit, confirmed.ToString());
    }

    [TestMethod]
    public async Task A_check_does_not_ask()
    {
        using var workspace = new Workspace { Confirm = null };

        var run = await workspace.RunAsync("leave", "--limit", "db", "--check");

        Assert.AreEqual(0, run.Exit, run.ToString());
        Assert.EndsWith("1 host checked: 1 not joined, 0 would change, 0 failed, 0 skipped. Nothing was changed.\n", run.Output);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("--yes")]
    [DataRow("--check")]
    public async Task A_limit_is_required(string option)
    {
        using var workspace = new Workspace();

        var run = await workspace.RunAsync(["leave", .. option.Length > 0 ? (string[])[option] : []]);

        Assert.AreEqual(new ToolRun(1, "", "error: --limit is required. Name the hosts that leave the network. '*' means all hosts.\n"), run);
    }

    [TestMethod]
    public async Task No_host_is_created_and_one_that_does_not_exist_matches_no_limit()
    {
        using var workspace = new Workspace("cloud: {provider: fake}\nnetwork: {provider: none}\n") { FakeCloud = _ => new HalfCloud() };

        var all = await workspace.RunAsync("leave", "--limit", "*", "--yes");
        var missing = await workspace.RunAsync("leave", "--limit", "app-2", "--yes");

        Assert.AreEqual(0, all.Exit, all.ToString());
        Assert.Contains("1 host: 1 not joined", all.Output);
        Assert.AreEqual(1, missing.Exit);
        Assert.Contains("--limit 'app-2' matches no host. Hosts: app-1.", missing.Error);
    }

    [TestMethod]
    public async Task No_auth_key_is_needed()
    {
        using var workspace = new Workspace(Workspace.ThreeHosts.Replace(
            "{provider: none}", "{provider: tailscale, providers: {tailscale: {auth_key_env: TS_AUTHKEY, tailnet_domain: example.ts.net}}}", StringComparison.Ordinal));
        workspace.Hosts.Default = _ => ScriptedHost.Ready().On("tailscale-detect", "LoadState=not-found");

        var leave = await workspace.RunAsync("leave", "--limit", "*", "--yes");
        var join = await workspace.RunAsync();

        Assert.AreEqual(0, leave.Exit, leave.ToString());
        Assert.AreEqual(1, join.Exit);
        Assert.Contains("TS_AUTHKEY is not set", join.Error);
    }

    [TestMethod]
    public async Task A_failure_has_the_exit_code_of_a_failed_host()
    {
        using var workspace = Workspace.Warning(role: "app");

        var run = await workspace.RunAsync("leave", "--limit", "app-1", "--yes");

        Assert.AreEqual(10, run.Exit);
        Assert.Contains("network_leave_failed", run.Output);
    }

    [TestMethod]
    public async Task Reports_of_shards_merge()
    {
        using var workspace = new Workspace();
        await workspace.RunAsync("leave", "--limit", "*", "--yes", "--report", "all.json");
        for (var i = 1; i <= 2; i++) await workspace.RunAsync("leave", "--limit", "*", "--yes", "--shard", $"{i}/2", "--report", $"{i}.json");
        await workspace.RunAsync("--report", "run.json");

        var merged = await workspace.RunAsync("report", "merge", "2.json", "1.json", "--output", "json");
        var mixed = await workspace.RunAsync("report", "merge", "1.json", "run.json");

        Assert.AreEqual(File.ReadAllText(workspace.PathOf("all.json")), merged.Output);
        Assert.Contains("'1.json' is the report of a leave, but 'run.json' is the report of a run. Merge only reports of the same kind.", mixed.Error);
    }

    [TestMethod]
    [DataRow("y", true)]
    [DataRow("YES", true)]
    [DataRow(" y ", true)]
    [DataRow("", false)]
    [DataRow("n", false)]
    [DataRow("yy", false)]
    [DataRow(null, false)]
    public void Only_a_yes_is_a_yes(string? answer, bool expected) => Assert.AreEqual(expected, Prompt.IsYes(answer));

    [TestMethod]
    public void A_typed_answer_is_shown()
    {
        var keys = new Queue<ConsoleKeyInfo>(
        [
            new('n', ConsoleKey.N, shift: false, alt: false, control: false),
            new('\b', ConsoleKey.Backspace, shift: false, alt: false, control: false),
            new('y', ConsoleKey.Y, shift: false, alt: false, control: false),
            new('\r', ConsoleKey.Enter, shift: false, alt: false, control: false),
        ]);
        var shown = "";

        Assert.AreEqual("y", Prompt.Read(keys.Dequeue, text => shown += text));

        Assert.AreEqual("n\b \by", shown);
    }

    private static bool Add(List<string> asked, string question)
    {
        asked.Add(question);
        return true;
    }

    private sealed class HalfCloud : ICloudProvider
    {
        public Task<CloudPlan> PlanAsync(string? environment, IProgress<string> progress, CancellationToken cancellationToken) =>
            Task.FromResult(new CloudPlan([new Host { Id = "1", Name = "app-1", PublicIp = "203.0.113.7" }], ["app-2"]));

        public Task<IReadOnlyList<Host>> ApplyAsync(CloudPlan plan, IProgress<string> progress, CancellationToken cancellationToken) => throw new InvalidOperationException("applied");
    }
}

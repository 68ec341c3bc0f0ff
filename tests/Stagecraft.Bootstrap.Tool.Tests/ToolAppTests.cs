using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tool.Tests;

[TestClass]
public sealed class ToolAppTests
{
    [TestMethod]
    [DataRow("run")]
    [DataRow("")]
    public async Task A_run_on_ready_hosts_changes_nothing_and_exits_with_0(string command)
    {
        using var workspace = new Workspace();

        var run = await workspace.RunAsync(command.Length == 0 ? [] : [command]);

        Assert.AreEqual(0, run.Exit);
        Assert.AreEqual("app-1: ready, nothing to change\napp-2: ready, nothing to change\ndb: ready, nothing to change\n\n", run.Error);
        Assert.EndsWith("3 hosts: 3 ready, 0 failed, 0 skipped; 0 changed.\n", run.Output);
    }

    [TestMethod]
    public async Task Duplicate_hosts_fail_and_are_reported_at_the_end()
    {
        using var workspace = new Workspace();
        workspace.Hosts["app-1"] = Workspace.Machine("m");
        workspace.Hosts["db"] = Workspace.Machine("m");

        var run = await workspace.RunAsync();

        Assert.AreEqual(10, run.Exit);
        Assert.AreEqual(
            "app-1: ready, nothing to change\napp-2: ready, nothing to change\ndb: ready, nothing to change\n"
            + "app-1: failed, host_duplicate (SCB1204): This is the same machine as db (203.0.113.9).\n"
            + "db: failed, host_duplicate (SCB1204): This is the same machine as app-1 (203.0.113.7).\n\n",
            run.Error);
        Assert.EndsWith("3 hosts: 1 ready, 2 failed, 0 skipped; 0 changed.\n", run.Output);
    }

    [TestMethod]
    public async Task A_host_with_warnings_is_ready()
    {
        using var workspace = Workspace.Warning(role: "app");

        var run = await workspace.RunAsync();

        Assert.AreEqual(0, run.Exit);
        Assert.StartsWith("app-1: ready, nothing to change, 2 warnings\n", run.Error);
        Assert.Contains($"\nWarnings:\n  {WarningNetwork.First}\n    app-1 (203.0.113.7), app-2 (203.0.113.8)\n  '{WarningNetwork.Second}\n    app-1", run.Output);
    }

    [TestMethod]
    public async Task A_run_on_new_hosts_installs_Docker_and_reports_it()
    {
        using var workspace = new Workspace();
        workspace.Hosts["app-1"] = Workspace.Bare();

        var run = await workspace.RunAsync("--limit", "app-1");

        Assert.AreEqual(0, run.Exit);
        Assert.StartsWith("app-1: ready, changed docker\n", run.Error);
        Assert.Contains("Changed:\n  app-1:\n    + docker  install docker.io", run.Output);
    }

    [TestMethod]
    public async Task A_failed_host_exits_with_10_and_does_not_affect_others()
    {
        using var workspace = new Workspace();
        workspace.Hosts["app-2"] = Workspace.Old();

        var run = await workspace.RunAsync();

        Assert.AreEqual(10, run.Exit);
        Assert.Contains("app-2: failed, host_unsupported (SCB1201): The host runs Ubuntu 18.04.5 LTS, which is not supported.\n", run.Error);
        Assert.Contains("3 hosts: 2 ready, 1 failed, 0 skipped; 0 changed.", run.Output);
    }

    [TestMethod]
    public async Task A_host_without_an_address_fails_alone()
    {
        using var workspace = new Workspace();

        var run = await workspace.RunAsync("[{id: a}, {id: b, publicIp: 203.0.113.7}]", colors: false, "--hosts", "-");

        Assert.AreEqual(10, run.Exit);
        Assert.Contains("config_invalid (SCB1001), 1 host:\n    a: The host has no address.\n    Fix: ", run.Output);
        Assert.Contains("2 hosts: 1 ready, 1 failed", run.Output);
    }

    [TestMethod]
    public async Task A_check_exits_with_11_if_a_run_would_change_something()
    {
        using var workspace = new Workspace();
        workspace.Hosts["app-1"] = Workspace.Bare();

        var run = await workspace.RunAsync("check");

        Assert.AreEqual(11, run.Exit);
        Assert.StartsWith("app-1: would change docker\n", run.Error);
        Assert.Contains("A run would change:\n  app-1:\n    + docker  install", run.Output);
        Assert.DoesNotContain("docker-apt", string.Join(' ', workspace.Hosts["app-1"].Scripts));
    }

    [TestMethod]
    public async Task A_failure_in_a_check_has_priority_over_a_change()
    {
        using var workspace = new Workspace();
        workspace.Hosts["app-1"] = Workspace.Bare();
        workspace.Hosts["db"] = Workspace.Old();

        Assert.AreEqual(10, (await workspace.RunAsync("check")).Exit);
    }

    [TestMethod]
    public async Task A_defect_exits_with_3_and_shows_no_stack_trace()
    {
        using var workspace = new Workspace("cloud: {provider: fake}\nnetwork: {provider: none}");
        workspace.FakeCloud = _ => new BrokenCloud(new InvalidCastException("Oh\nno."));

        var run = await workspace.RunAsync();

        Assert.AreEqual(new ToolRun(3, "", "error: Unexpected InvalidCastException: Oh no. This is a bug in Stagecraft. Please report it.\n"), run);
    }

    [TestMethod]
    public async Task A_cancelled_run_exits_with_130_and_still_reports_every_host()
    {
        using var workspace = new Workspace();
        var hanging = Workspace.Ready();
        hanging.OnConnect = async token =>
        {
            await workspace.Stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
        };
        workspace.Hosts["app-2"] = hanging;

        var run = await workspace.RunAsync("--parallel", "1");

        Assert.AreEqual(130, run.Exit);
        Assert.Contains("3 hosts: 1 ready, 0 failed, 2 skipped; 0 changed.", run.Output);
        Assert.Contains("app-2: skipped\ndb: skipped\n", run.Error);
    }

    [TestMethod]
    public async Task A_run_cancelled_before_its_hosts_are_known_exits_with_130()
    {
        using var workspace = new Workspace("cloud: {provider: fake}\nnetwork: {provider: none}");
        workspace.FakeCloud = _ => new BrokenCloud(new OperationCanceledException());
        await workspace.Stop.CancelAsync();

        Assert.AreEqual(new ToolRun(130, "", "Canceled before any host was touched.\n"), await workspace.RunAsync());
    }

    [TestMethod]
    public async Task Standard_output_has_only_the_json_report()
    {
        using var workspace = new Workspace();

        var run = await workspace.RunAsync("", colors: true, "--output", "json");

        Assert.AreEqual(0, run.Exit);
        GoldenFile.Matches("three-hosts.json", run.Output);
    }

    [TestMethod]
    public async Task The_report_is_the_same_at_any_parallelism()
    {
        using var workspace = new Workspace();
        workspace.Hosts.Default = host => host.Role == "db" ? Workspace.Old() : Workspace.Ready();

        var one = await workspace.RunAsync("--parallel", "1");
        var many = await workspace.RunAsync("--parallel", "64");

        Assert.AreEqual(one, many);
    }

    [TestMethod]
    public async Task Verbose_shows_steps_and_answers_of_hosts()
    {
        using var workspace = new Workspace();

        var run = await workspace.RunAsync("--verbose", "--limit", "db");

        Assert.Contains("db: connect ...\n", run.Error);
        Assert.Contains("db | $ preflight", run.Error);
        Assert.Contains("db | os_version=22.04\n", run.Error);
    }

    [TestMethod]
    public async Task Only_terminals_get_colors()
    {
        using var workspace = new Workspace();

        var colored = await workspace.RunAsync("", colors: true);
        var plain = await workspace.RunAsync("", colors: true, "--no-color");

        Assert.Contains("db: \u001b[32mready\u001b[0m, nothing", colored.Error);
        Assert.Contains("\u001b[32mready\u001b[0m", colored.Output);
        Assert.DoesNotContain("\u001b", plain.Error + plain.Output);
    }

    [TestMethod]
    public async Task Verbose_hosts_shows_how_each_host_would_be_reached()
    {
        using var workspace = new Workspace();
        workspace.Write("stagecraft.yml", """
            cloud: {provider: static, providers: {static: {hosts: [
              {id: a, publicIp: 203.0.113.1, sshUser: ann, sshProxyCommand: "connect %h"},
              {id: b, publicIp: 203.0.113.2}]}}}
            network: {provider: none}
            infra: {bootstrap: {ssh: {port: 2222, config: false}}}
            """);

        var run = await workspace.RunAsync("hosts", "--verbose");

        Assert.EndsWith("""

            Connections:
              a: ann@203.0.113.1:2222
                proxyCommand  connect %h  the host
                port          2222        infra.bootstrap.ssh
                user          ann         the host
              b: root@203.0.113.2:2222
                port     2222   infra.bootstrap.ssh

            """, run.Output);
    }

    [TestMethod]
    public async Task Hosts_are_listed_as_text_and_as_a_hosts_document()
    {
        using var workspace = new Workspace();

        var text = await workspace.RunAsync("hosts", "--limit", "app");
        var json = await workspace.RunAsync("hosts", "--output", "json");
        var again = await workspace.RunAsync(json.Output, colors: false, "hosts", "--hosts", "-", "--output", "json");

        Assert.AreEqual("HOST   ID     ROLE  ADDRESS      TAGS\napp-1  app-1  app   203.0.113.7  -\napp-2  app-2  app   203.0.113.8  -\n", text.Output);
        Assert.AreEqual(json, again);
        Assert.IsEmpty(workspace.Hosts.Connected);
    }

    [TestMethod]
    public async Task The_failed_hosts_of_a_report_can_be_selected()
    {
        using var workspace = new Workspace();
        workspace.Hosts["app-2"] = Workspace.Old();
        await workspace.RunAsync("--report", "first.json");

        var again = await workspace.RunAsync("--limit", "@failed:first.json", "--report", "second.json");
        var more = await workspace.RunAsync("hosts", "--limit", "@failed:first.json,db", "--exclude", "app");
        workspace.Hosts["app-2"] = Workspace.Ready();
        await workspace.RunAsync("--limit", "@failed:second.json", "--report", "third.json");
        var none = await workspace.RunAsync("--limit", "@failed:third.json");

        Assert.AreEqual(10, again.Exit);
        Assert.Contains("1 host: 0 ready, 1 failed", again.Output);
        Assert.AreEqual("HOST  ID  ROLE  ADDRESS      TAGS\ndb    db  db    203.0.113.9  -\n", more.Output);
        Assert.AreEqual(
            new ToolRun(0, "0 hosts: 0 ready, 0 failed, 0 skipped; 0 changed.\n", "--limit '@failed:third.json' selects no host: in that report, every host is ready.\nNo host is selected.\n"),
            none);
    }

    [TestMethod]
    public async Task No_further_batch_starts_after_too_many_failures()
    {
        using var workspace = new Workspace();
        workspace.Hosts["app-1"] = Workspace.Old();

        var run = await workspace.RunAsync("--serial", "1", "--max-fail", "0");

        Assert.AreEqual(10, run.Exit);
        Assert.EndsWith("app-2: skipped\ndb: skipped\n\n", run.Error);
        Assert.Contains("  run_stopped (SCB1903), 2 hosts:\n    Not started, because 1 host of earlier batches failed, and at most 0 may fail.\n      app-2 (203.0.113.8), db (203.0.113.9)\n    Fix: Fix the failed hosts, then run again.\n", run.Output);
    }

    [TestMethod]
    public async Task A_configuration_is_validated_without_its_secrets()
    {
        using var workspace = new Workspace(Workspace.ThreeHosts.Replace(
            "network: {provider: none}",
            "network: {provider: tailscale, providers: {tailscale: {auth_key_env: TS_AUTHKEY, tailnet_domain: example.ts.net, default_tags: ['tag:a']}}}",
            StringComparison.Ordinal));

        var validated = await workspace.RunAsync("config", "validate");
        var run = await workspace.RunAsync();

        Assert.AreEqual(new ToolRun(0, "The configuration is valid.\n", ""), validated);
        Assert.AreEqual(1, run.Exit);
        Assert.Contains("error: stagecraft.yml:9:", run.Error);
        Assert.Contains("TS_AUTHKEY is not set", run.Error);
    }
}

using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Engine;

[TestClass]
public sealed class ReadyHostTests
{
    [TestMethod]
    public async Task A_ready_host_costs_one_connection_and_one_command_and_is_not_changed()
    {
        var scripted = ScriptedHost.Ready().On(FakeNetwork.Probe, "joined=yes");
        var connector = new ScriptedConnector { ["h1"] = scripted };

        var report = await EngineRun.RunAsync(connector, [EngineRun.Host("h1", "app-1") with { Role = "app" }], network: new FakeNetwork());

        Assert.HasCount(1, connector.Connected);
        Assert.HasCount(1, scripted.Commands);
        Assert.AreSequenceEqual(["preflight", "docker-detect", FakeNetwork.Probe + " h1"], scripted.Scripts);
        var result = report.Results.Single();
        Assert.AreEqual(HostStatus.Success, result.Status);
        Assert.IsFalse(result.Changed);
        Assert.IsNull(result.ErrorCode);
        Assert.AreEqual("", result.Message);
        Assert.AreEqual("h1 app-1 app 203.0.113.7", $"{result.HostId} {result.Name} {result.Role} {result.PublicIp}");
        Assert.AreEqual(new HostFacts { DockerVersion = "27.5.1", ComposeVersion = "2.33.0", Fqdn = "app-1.fake.example" }, result.Facts);
        Assert.AreSequenceEqual(
            ["connect: as root", "preflight: Ubuntu 22.04", "docker: docker 27.5.1, compose 2.33.0", "network-install: fake 1.0", "network-join: joined"],
            result.Steps.Select(step => $"{step.Name}: {step.Detail}"));
    }

    [TestMethod]
    public async Task Many_ready_hosts_cost_one_command_each_and_one_peer_check()
    {
        string[] ids = ["h1", "h2", "h3", "h4"];
        var connector = new ScriptedConnector
        {
            Default = host => ScriptedHost.Ready().On(FakeNetwork.Probe, $"joined=yes\nnode={host.Id}").On(FakeNetwork.Peers, "seen=h1 h2 h3 h4"),
        };

        var report = await EngineRun.RunAsync(connector, EngineRun.Hosts(ids), network: new FakeNetwork { HasPeers = true });

        Assert.AreEqual("4 0", $"{report.Succeeded} {report.Changed}");
        Assert.HasCount(ids.Length + 1, connector.Connected);
        Assert.AreEqual("2 1 1 1", string.Join(' ', ids.Select(id => connector[id].Commands.Count)));
        Assert.HasCount(1, ids.SelectMany(id => connector[id].Scripts).Where(script => script == FakeNetwork.Peers));
    }

    [TestMethod]
    public async Task Root_runs_the_shell_directly_under_the_time_limit_of_the_host()
    {
        var scripted = ScriptedHost.Ready();

        await EngineRun.OneAsync(scripted, new BootstrapOptions { Timeouts = new BootstrapTimeouts { Query = TimeSpan.FromSeconds(42) } });

        var command = scripted.Commands.Single();
        Assert.AreEqual("timeout -k 21 21 sh -s", command.CommandLine);
        Assert.AreEqual("preflight+docker-detect", command.ToString());
        Assert.IsGreaterThan(TimeSpan.FromSeconds(42), command.Timeout, "the host's answer must still arrive");
    }

    [TestMethod]
    public async Task Another_user_goes_through_sudo_without_a_password()
    {
        var scripted = ScriptedHost.Ready("deploy");

        var result = await EngineRun.OneAsync(scripted);

        Assert.AreEqual("sudo -n timeout -k 30 30 sh -s", scripted.Commands.Single().CommandLine);
        Assert.AreEqual("as deploy", result.Step("connect").Detail);
    }

    [TestMethod]
    public async Task A_password_for_sudo_is_sent_on_standard_input_and_costs_no_command()
    {
        var scripted = ScriptedHost.Ready("deploy");

        await EngineRun.OneAsync(scripted, new BootstrapOptions { SudoPassword = new Secret("it's s3cret") });

        var command = scripted.Commands.Single();
        Assert.AreEqual("timeout -k 1 68 sh -s", command.CommandLine);
        Assert.StartsWith("{\nunset password script\npassword='it'\\''s s3cret'\nscript='{\n", command.Input);
        Assert.Contains("\nset -- 30 30\n", command.Input);
        Assert.IsGreaterThan(TimeSpan.FromSeconds(68), command.Timeout);
    }

    [TestMethod]
    public async Task A_host_can_have_its_own_password_for_sudo()
    {
        var connector = new ScriptedConnector { Default = _ => ScriptedHost.Ready("deploy") };
        Host[] hosts = [EngineRun.Host("h1"), EngineRun.Host("h2") with { SudoPassword = new Secret("h2-only") }];

        await EngineRun.RunAsync(connector, hosts, new BootstrapOptions { SudoPassword = new Secret("for-all") });

        Assert.StartsWith("{\nunset password script\npassword='for-all'\n", connector["h1"].Commands.Single().Input);
        Assert.StartsWith("{\nunset password script\npassword='h2-only'\n", connector["h2"].Commands.Single().Input);
    }

    [TestMethod]
    [DataRow("root", "s3cret")]
    [DataRow("deploy", "")]
    public async Task A_password_that_is_not_needed_is_not_sent(string user, string password)
    {
        var (with, without) = (ScriptedHost.Ready(user), ScriptedHost.Ready(user));

        await EngineRun.OneAsync(with, new BootstrapOptions { SudoPassword = new Secret(password) });
        await EngineRun.OneAsync(without);

        Assert.AreEqual(without.Commands.Single().CommandLine, with.Commands.Single().CommandLine);
        Assert.AreEqual(without.Commands.Single().Input, with.Commands.Single().Input);
    }

    [TestMethod]
    public async Task A_password_for_sudo_must_be_one_line()
    {
        var connector = new ScriptedConnector { Default = _ => ScriptedHost.Ready("deploy") };

        var report = await EngineRun.RunAsync(connector, [EngineRun.Host("h1") with { SudoPassword = new Secret("one\ntwo") }]);
        var exception = Assert.ThrowsExactly<ConfigurationException>(() => new BootstrapEngine(connector, new NoNetwork(), new BootstrapOptions { SudoPassword = new Secret("one\ntwo") }));

        Assert.AreEqual("The password for sudo must be one line.", report.Results.Single().Cause);
        Assert.AreEqual(ErrorCode.ConfigInvalid, report.Results.Single().ErrorCode);
        Assert.IsEmpty(connector.Connected);
        Assert.AreEqual("BootstrapOptions.SudoPassword must be one line.", exception.Message);
    }

    [TestMethod]
    public async Task Steps_start_in_order_and_are_reported()
    {
        var observer = new RecordingObserver();

        await EngineRun.OneAsync(ScriptedHost.Ready(), observer: observer);

        Assert.AreSequenceEqual(
            ["h1 connect", "h1 preflight", "h1 docker", "h1 network-install", "h1 network-join"],
            observer.Steps);
    }

    [TestMethod]
    public async Task The_log_has_each_command_with_arguments_and_answer()
    {
        var observer = new RecordingObserver();

        await EngineRun.OneAsync(ScriptedHost.Ready().On(FakeNetwork.Probe, "joined=yes"), network: new FakeNetwork(), observer: observer);

        Assert.Contains($"$ preflight+docker-detect+{FakeNetwork.Probe} h1", observer.AllText);
        Assert.Contains("server=27.5.1", observer.AllText);
        Assert.Contains("exit 0", observer.AllText);
    }

    [TestMethod]
    [DataRow("KILL", "exit KILL")]
    [DataRow(null, "exit unknown")]
    public async Task The_log_says_how_a_command_without_exit_status_ended(string? signal, string expected)
    {
        var scripted = ScriptedHost.Ready();
        scripted.OnCommand = (_, _) => Task.FromResult(new CommandResult(ExitStatus: null, signal, "", ""));
        var observer = new RecordingObserver();

        await EngineRun.OneAsync(scripted, observer: observer);

        Assert.Contains(expected, observer.AllText);
    }

    [TestMethod]
    public async Task A_change_is_made_and_reported_once()
    {
        var scripted = ScriptedHost.Ready().On(FakeNetwork.Probe, "joined=no").On(FakeNetwork.Join);

        var result = await EngineRun.OneAsync(scripted, network: new FakeNetwork());

        Assert.HasCount(2, scripted.Commands);
        Assert.AreEqual(FakeNetwork.Join, scripted.Scripts[^1]);
        Assert.IsTrue(result.Changed);
        Assert.AreEqual(StepOutcome.Changed, result.Step("network-join").Outcome);
        Assert.AreEqual("join the fake network", result.Step("network-join").Detail);
        Assert.AreEqual(StepOutcome.Ok, result.Step("network-install").Outcome);
    }

    [TestMethod]
    public async Task After_a_change_the_host_is_probed_again()
    {
        var scripted = new ScriptedHost()
            .On("preflight", HostAnswers.Preflight)
            .On("docker-detect", HostAnswers.NoDocker).On("docker-detect", HostAnswers.Docker)
            .On("docker-apt")
            .On(FakeNetwork.Probe, "joined=no").On(FakeNetwork.Probe, "joined=yes");

        var result = await EngineRun.OneAsync(scripted, network: new FakeNetwork());

        Assert.AreEqual(2, scripted.Scripts.Count(script => script.StartsWith(FakeNetwork.Probe, StringComparison.Ordinal)));
        Assert.AreEqual(StepOutcome.Ok, result.Step("network-join").Outcome);
    }

    [TestMethod]
    public async Task A_failed_change_counts_as_a_change()
    {
        var scripted = ScriptedHost.Ready().On(FakeNetwork.Probe, "joined=no").On(FakeNetwork.Join, "reason=join\ndetail=backend error: key expired", exit: 1);

        var result = await EngineRun.OneAsync(scripted, network: new FakeNetwork());

        Assert.AreEqual(ErrorCode.NetworkJoinFailed, result.ErrorCode);
        Assert.IsTrue(result.Changed);
        Assert.Contains("backend error: key expired", result.Message);
        Assert.AreEqual(StepOutcome.Failed, result.Step("network-join").Outcome);
        Assert.IsNull(result.Facts.Fqdn);
        Assert.AreEqual("27.5.1", result.Facts.DockerVersion);
    }
}

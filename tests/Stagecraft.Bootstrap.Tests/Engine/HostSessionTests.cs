using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Engine;

/// <summary>What a step sends to its host, and what the session keeps.</summary>
[TestClass]
public sealed class HostSessionTests
{
    private const string Rules = "rules=Matching Defaults entries for deploy on host: {0} User deploy may run the following commands on host: (ALL) NOPASSWD: ALL";

    private static readonly RemoteScript Probe = RemoteScript.Load(typeof(FakeNetwork).Assembly, FakeNetwork.Probe);
    private static readonly RemoteScript Change = RemoteScript.Load(typeof(FakeNetwork).Assembly, FakeNetwork.Join);

    [TestMethod]
    public async Task The_platform_is_unknown_before_the_preflight_step()
    {
        var session = await ConnectAsync(new ScriptedHost());

        var exception = Assert.ThrowsExactly<InvalidOperationException>(() => session.Platform);

        Assert.AreEqual("Preflight has not run yet.", exception.Message);
    }

    [TestMethod]
    public async Task An_answer_that_was_sent_ahead_costs_no_round_trip()
    {
        var scripted = new ScriptedHost().On(FakeNetwork.Probe, "joined=no").On(FakeNetwork.Probe, "joined=yes");
        var session = await ConnectAsync(scripted);

        await session.ProbeAheadAsync([Probe], CancellationToken.None);

        Assert.AreEqual("no", (await session.ProbeAsync(Probe, CancellationToken.None))["joined"]);
        Assert.HasCount(1, scripted.Commands);
    }

    [TestMethod]
    public async Task A_forgotten_answer_is_probed_again()
    {
        var scripted = new ScriptedHost().On(FakeNetwork.Probe, "joined=no").On(FakeNetwork.Probe, "joined=yes");
        var session = await ConnectAsync(scripted);
        await session.ProbeAheadAsync([Probe], CancellationToken.None);
        session.Remember("found");

        session.Forget();

        Assert.IsNull(session.Recall<string>());
        Assert.AreEqual("yes", (await session.ProbeAsync(Probe, CancellationToken.None))["joined"]);
    }

    [TestMethod]
    public async Task After_a_failed_change_the_probes_that_did_not_run_are_sent_again()
    {
        var scripted = new ScriptedHost().On(FakeNetwork.Probe, "joined=no").On(FakeNetwork.Probe, "joined=yes").On(FakeNetwork.Join, exit: 1);
        var session = await ConnectAsync(scripted);
        await session.ProbeAheadAsync([Probe], CancellationToken.None);

        var made = await session.ChangeAsync(new HostChange("join", "it has not joined", Change, TimeSpan.FromSeconds(7)), CancellationToken.None);

        Assert.IsFalse(made!.Succeeded);
        Assert.IsNull(session.AnswerAhead(Probe));
        Assert.AreEqual("yes", (await session.ProbeAsync(Probe, CancellationToken.None))["joined"]);
    }

    [TestMethod]
    [DataRow(false, "timeout -k 5 7 sh -s")]
    [DataRow(true, "timeout -k 5 67 sh -s")]
    public async Task A_change_with_probes_has_the_time_of_both(bool withProbe, string expected)
    {
        var scripted = new ScriptedHost().On(FakeNetwork.Join).On(FakeNetwork.Probe);
        var change = new HostChange("join", "it has not joined", Change, TimeSpan.FromSeconds(7)) { Probes = withProbe ? [Probe] : [] };

        await (await ConnectAsync(scripted)).ChangeAsync(change, CancellationToken.None);

        Assert.AreEqual(expected, scripted.Commands.Single().CommandLine);
    }

    [TestMethod]
    public async Task A_cancellation_before_a_change_is_sent_changes_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        var scripted = new ScriptedHost().On("preflight", HostAnswers.Preflight).On("docker-detect", HostAnswers.NoDocker).On("docker-apt");
        scripted.OnScript = (name, _) => name == "docker-detect" ? cancellation.CancelAsync() : Task.CompletedTask;

        var result = await EngineRun.OneAsync(scripted, cancellationToken: cancellation.Token);

        Assert.AreEqual("Canceled during step docker.", result.Cause);
        Assert.IsFalse(result.Changed);
        Assert.AreEqual("", result.Step("docker").Begun);
        Assert.DoesNotContain("docker-apt", string.Join(' ', scripted.Scripts));
    }

    [TestMethod]
    public async Task A_secret_is_not_sent_to_a_host_whose_sudo_logs_input()
    {
        var scripted = Joining("deploy").On("sudo-input", Rules.Replace("{0}", "log_input", StringComparison.Ordinal));

        var result = await EngineRun.OneAsync(scripted, network: new FakeNetwork());

        Assert.AreEqual(ErrorCode.HostLogsInput, result.ErrorCode);
        Assert.IsFalse(result.Changed);
        Assert.AreEqual("sudo-input", scripted.Scripts[^1]);
        Assert.IsFalse(scripted.Commands.Any(command => command.Input.Contains("s3cr3t-key", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow("deploy", "s3cr3t-key", true)]
    [DataRow("root", "s3cr3t-key", false, DisplayName = "root needs no sudo")]
    [DataRow("deploy", "", false, DisplayName = "there is no secret to send")]
    public async Task The_setting_of_sudo_is_probed_only_before_a_secret_is_sent_through_it(string user, string secret, bool probed)
    {
        var scripted = Joining(user).On("sudo-input", Rules.Replace("{0}", "env_reset", StringComparison.Ordinal));

        var result = await EngineRun.OneAsync(scripted, network: new FakeNetwork { SecretValue = secret });

        Assert.AreEqual(HostStatus.Success, result.Status, result.Message);
        Assert.AreSequenceEqual(
            [.. (string[])["preflight", "docker-detect", .. user == "root" ? (string[])[] : [$"docker-settings {user} - - -"], FakeNetwork.Probe + " h1"], .. probed ? (string[])["sudo-input"] : [], FakeNetwork.Join],
            scripted.Scripts);
    }

    [TestMethod]
    public async Task A_check_that_fails_has_begun_no_change()
    {
        var scripted = new ScriptedHost()
            .On("preflight", HostAnswers.Preflight).On("docker-detect", HostAnswers.NoDocker).On(FakeNetwork.Probe, "client=no");
        var network = new FakeNetwork { OnInstalled = _ => throw new HostFailureException(ErrorCode.NetworkInstallFailed, "It failed.", "Look.") };

        var result = await EngineRun.OneAsync(scripted, new BootstrapOptions { CheckOnly = true }, network);

        Assert.AreEqual("connect=Ok preflight=Ok docker=WouldChange network-install=Failed network-join=Skipped", result.Sequence());
        Assert.AreEqual("", string.Concat(result.Steps.Select(step => step.Begun)));
    }

    [TestMethod]
    public async Task A_failed_installation_reports_its_repair_too()
    {
        var scripted = new ScriptedHost()
            .On("preflight", HostAnswers.Preflight).On("docker-detect", HostAnswers.NoDocker)
            .On("docker-apt", "repaired=yes\nreason=install\ndetail=E: no", exit: 1);

        var result = await EngineRun.OneAsync(scripted);

        Assert.AreEqual("finish an interrupted package operation; install docker.io, docker-compose-v2 (begun, not finished)", result.Step("docker").Begun);
    }

    [TestMethod]
    public async Task Changes_for_the_next_step_are_listed_in_order()
    {
        var scripted = new ScriptedHost { OnCommand = (_, _) => throw new HostFailureException(ErrorCode.SshConnectionLost, "Lost.", "Again.") };
        var session = await ConnectAsync(scripted);
        session.ChangedAhead("add the source");
        var change = new HostChange("install docker.io", "docker is not installed", Change, TimeSpan.FromSeconds(7)) { Along = "install the client" };

        await Assert.ThrowsExactlyAsync<HostFailureException>(() => session.ChangeAsync(change, CancellationToken.None));

        Assert.AreEqual(("install docker.io (begun, not finished)", "add the source; install the client (begun, not finished)"), session.TakeBegun());
    }

    [TestMethod]
    public async Task A_new_connection_that_takes_too_long_times_out()
    {
        var connection = await new ScriptedConnector { ["h1"] = new ScriptedHost() }.ConnectAsync(EngineRun.Host("h1"), CancellationToken.None);
        var session = new HostSession(EngineRun.Host("h1"), connection, new BootstrapOptions(), new Redactor([]), _ => { }, _ => { }, cancellation => Task.Delay(Timeout.Infinite, cancellation));

        var failure = await Assert.ThrowsExactlyAsync<HostFailureException>(() => session.ReconnectAsync(TimeSpan.FromMilliseconds(1), CancellationToken.None));

        Assert.AreEqual(ErrorCode.TimedOut, failure.Code);
        using var canceled = new CancellationTokenSource();
        await canceled.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => session.ReconnectAsync(TimeSpan.FromMinutes(1), canceled.Token));
    }

    private static ScriptedHost Joining(string user) => ScriptedHost.Ready(user).On("docker-settings").On(FakeNetwork.Probe, "joined=no").On(FakeNetwork.Join);

    private static async Task<HostSession> ConnectAsync(ScriptedHost scripted)
    {
        var host = EngineRun.Host("h1");
        var connection = await new ScriptedConnector { ["h1"] = scripted }.ConnectAsync(host, CancellationToken.None);
        return new HostSession(host, connection, new BootstrapOptions(), new Redactor([]), _ => { }, _ => { });
    }
}

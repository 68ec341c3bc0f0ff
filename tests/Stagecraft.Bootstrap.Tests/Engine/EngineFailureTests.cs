using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Engine;

[TestClass]
public sealed class EngineFailureTests
{
    private const string NotReached = "preflight=Skipped docker=Skipped network-install=Skipped network-join=Skipped";

    [TestMethod]
    public async Task One_failed_host_does_not_affect_the_others()
    {
        var connector = new ScriptedConnector { Default = _ => ScriptedHost.Ready() };
        connector["b"] = new ScriptedHost { OnConnect = _ => throw new HostFailureException(ErrorCode.SshUnreachable, "No route to host.", "Look at the firewall.") };

        var report = await EngineRun.RunAsync(connector, EngineRun.Hosts("a", "b", "c"), new BootstrapOptions { MaxParallelHosts = 1 });

        Assert.AreSequenceEqual(
            [HostStatus.Success, HostStatus.Failed, HostStatus.Success],
            report.Results.Select(result => result.Status));
        Assert.AreEqual(ErrorCode.SshUnreachable, report.Results[1].ErrorCode);
        Assert.AreEqual("b (203.0.113.7): No route to host. Look at the firewall.", report.Results[1].Message);
        Assert.AreEqual("connect=Failed " + NotReached, report.Results[1].Sequence());
        Assert.AreEqual("not reached", report.Results[1].Step("docker").Detail);
    }

    [TestMethod]
    public async Task An_unexpected_exception_fails_its_host_and_the_log_has_the_stack()
    {
        var scripted = ScriptedHost.Ready();
        scripted.OnCommand = (_, _) => throw new InvalidOperationException("boom\nsecond line");
        var observer = new RecordingObserver();

        var result = await EngineRun.OneAsync(scripted, observer: observer);

        Assert.AreEqual(ErrorCode.InternalError, result.ErrorCode);
        Assert.Contains("Unexpected InvalidOperationException in step preflight: boom second line", result.Message);
        Assert.DoesNotContain("   at ", result.Message);
        Assert.DoesNotContain("EngineFailureTests", result.Message);
        Assert.Contains("System.InvalidOperationException: boom", observer.AllText);
        Assert.Contains(nameof(EngineFailureTests), observer.AllText);
        Assert.AreEqual("connect=Ok preflight=Failed docker=Skipped network-install=Skipped network-join=Skipped", result.Sequence());
    }

    [TestMethod]
    public async Task An_exception_while_connecting_is_an_internal_error_too()
    {
        var result = await EngineRun.OneAsync(new ScriptedHost { OnConnect = _ => throw new FormatException("odd") });

        Assert.AreEqual(ErrorCode.InternalError, result.ErrorCode);
        Assert.AreEqual("connect=Failed " + NotReached, result.Sequence());
    }

    [TestMethod]
    public async Task A_cancellation_without_a_request_is_an_internal_error()
    {
        var result = await EngineRun.OneAsync(new ScriptedHost { OnConnect = _ => throw new TaskCanceledException("the library's own") });

        Assert.AreEqual(HostStatus.Failed, result.Status);
        Assert.AreEqual(ErrorCode.InternalError, result.ErrorCode);
    }

    [TestMethod]
    public async Task The_cause_of_a_failure_goes_to_the_log()
    {
        var cause = new IOException("connection reset by peer", new TimeoutException("nothing came"));
        var observer = new RecordingObserver();
        var scripted = new ScriptedHost { OnConnect = _ => throw new HostFailureException(ErrorCode.SshConnectionLost, "Lost.", "Again.", cause) };

        var result = await EngineRun.OneAsync(scripted, observer: observer);

        Assert.AreEqual("app-1 (203.0.113.7): Lost. Again.", result.Message);
        Assert.Contains("System.IO.IOException: connection reset by peer\n ---> System.TimeoutException: nothing came", observer.Lines);
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    [DataRow("  ")]
    public async Task A_host_without_an_address_fails_alone_without_a_connection(string? address)
    {
        var connector = new ScriptedConnector { Default = _ => ScriptedHost.Ready() };
        Host[] hosts = [EngineRun.Host("a"), new Host { Id = "b", Name = "db", PublicIp = address }];

        var report = await EngineRun.RunAsync(connector, hosts);

        Assert.AreEqual("a", string.Join(' ', connector.Connected));
        Assert.AreEqual(HostStatus.Success, report.Results[0].Status);
        Assert.AreEqual(ErrorCode.ConfigInvalid, report.Results[1].ErrorCode);
        Assert.StartsWith("db: The host has no address. ", report.Results[1].Message);
    }

    [TestMethod]
    public async Task A_host_with_only_a_private_address_needs_a_bastion()
    {
        var report = await EngineRun.RunAsync(new ScriptedConnector(), [new Host { Id = "b", Name = "db", PrivateIp = "10.0.0.7\r" }]);

        Assert.AreEqual(ErrorCode.ConfigInvalid, report.Results[0].ErrorCode);
        Assert.AreEqual("The host has no public address, only 10.0.0.7 in its private network.", report.Results[0].Cause);
        Assert.AreEqual("Set infra.bootstrap.ssh.proxyJump to a bastion that reaches it.", report.Results[0].Remedy);
    }

    [TestMethod]
    public async Task A_host_that_the_network_provider_refuses_fails_before_connecting()
    {
        var network = new RefusingNetwork();
        var connector = new ScriptedConnector { Default = _ => ScriptedHost.Ready() };

        var report = await EngineRun.RunAsync(connector, EngineRun.Hosts("a"), network: network);

        Assert.AreEqual(ErrorCode.ConfigInvalid, report.Results[0].ErrorCode);
        Assert.IsEmpty(connector.Connected);
    }

    [TestMethod]
    public async Task A_connection_is_disposed_exactly_once()
    {
        var ready = ScriptedHost.Ready();
        var unsupported = new ScriptedHost().On("preflight", "uid=0\nos_id=debian\nos_version=12").On("docker-detect");
        var broken = ScriptedHost.Ready();
        broken.OnCommand = (_, _) => throw new InvalidOperationException("boom");
        var lost = ScriptedHost.Ready();
        lost.OnCommand = (_, _) => throw new HostFailureException(ErrorCode.SshConnectionLost, "Lost.", "Again.");
        var connector = new ScriptedConnector { ["a"] = ready, ["b"] = unsupported, ["c"] = broken, ["d"] = lost };

        await EngineRun.RunAsync(connector, EngineRun.Hosts("a", "b", "c", "d"));

        Assert.AreEqual("1 1 1 1", $"{ready.Disposed} {unsupported.Disposed} {broken.Disposed} {lost.Disposed}");
    }

    [TestMethod]
    public async Task An_error_while_closing_does_not_change_a_ready_host()
    {
        var scripted = ScriptedHost.Ready();
        scripted.OnDispose = () => throw new IOException("broken pipe");
        var observer = new RecordingObserver();

        var result = await EngineRun.OneAsync(scripted, observer: observer);

        Assert.AreEqual(HostStatus.Success, result.Status);
        Assert.Contains("broken pipe", observer.AllText);
    }

    [TestMethod]
    public async Task An_error_while_closing_does_not_hide_the_failure()
    {
        var scripted = ScriptedHost.Ready();
        scripted.OnCommand = (_, _) => throw new HostFailureException(ErrorCode.SshConnectionLost, "Lost.", "Again.");
        scripted.OnDispose = () => throw new ObjectDisposedException("client");

        var result = await EngineRun.OneAsync(scripted);

        Assert.AreEqual(ErrorCode.SshConnectionLost, result.ErrorCode);
    }

    [TestMethod]
    [DataRow("@@stagecraft begin preflight\nuid=0\nwhat is this\n@@stagecraft end preflight 0\n")]
    [DataRow("@@stagecraft begin preflight\nuid=0\nuid=1\n@@stagecraft end preflight 0\n")]
    [DataRow("@@stagecraft begin preflight\n@@stagecraft end preflight zero\n")]
    [DataRow("@@stagecraft begin preflight\n=0\n@@stagecraft end preflight 0\n")]
    [DataRow("@@stagecraft begin preflight\n@@stagecraft end preflight 99999999999\n")]
    public async Task An_unexpected_answer_fails_only_its_host(string output)
    {
        var odd = ScriptedHost.Ready();
        odd.OnCommand = (_, _) => Task.FromResult(new CommandResult(0, null, output, ""));
        var connector = new ScriptedConnector { ["a"] = odd, ["b"] = ScriptedHost.Ready() };

        var report = await EngineRun.RunAsync(connector, EngineRun.Hosts("a", "b"));

        Assert.AreEqual(ErrorCode.HostUnsupported, report.Results[0].ErrorCode);
        Assert.AreEqual(HostStatus.Success, report.Results[1].Status);
        Assert.AreEqual(1, odd.Disposed);
    }
}

using Stagecraft.Bootstrap.Reports;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Engine;

[TestClass]
public sealed class EngineCancellationTests
{
    [TestMethod]
    public async Task A_cancellation_before_the_start_reports_every_host_and_touches_none()
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        var connector = new ScriptedConnector { Default = _ => ScriptedHost.Ready() };
        var observer = new RecordingObserver();

        var report = await EngineRun.RunAsync(connector, EngineRun.Hosts("b", "c", "a"), observer: observer, cancellationToken: cancellation.Token);

        Assert.AreEqual("a b c", report.Results.Ids());
        Assert.AreEqual("a b c", observer.Finished.Ids());
        Assert.AreEqual(3, report.Skipped);
        Assert.IsTrue(report.Results.All(result => result.ErrorCode == ErrorCode.Cancelled && !result.Changed));
        Assert.Contains("Canceled before it was started", report.Results[0].Message);
        Assert.AreEqual("connect=Skipped preflight=Skipped docker=Skipped network-install=Skipped network-join=Skipped", report.Results[0].Sequence());
        Assert.IsEmpty(connector.Connected);
        Assert.IsEmpty(observer.Started);
    }

    [TestMethod]
    public async Task A_cancellation_keeps_finished_hosts_and_skips_the_rest()
    {
        using var cancellation = new CancellationTokenSource();
        var connector = new ScriptedConnector { Default = _ => ScriptedHost.Ready() };
        connector["c"] = Hung(cancellation);
        var observer = new RecordingObserver();

        var report = await EngineRun.RunAsync(
            connector,
            EngineRun.Hosts("a", "b", "c", "d", "e"),
            new BootstrapOptions { MaxParallelHosts = 1 },
            observer: observer,
            cancellationToken: cancellation.Token);

        Assert.AreEqual("a b c d e", report.Results.Ids());
        Assert.AreEqual("a b c d e", observer.Finished.Ids());
        Assert.AreEqual("2 0 3", $"{report.Succeeded} {report.Failed} {report.Skipped}");
        Assert.AreEqual("a b c", string.Join(' ', connector.Connected));
        Assert.AreEqual("connect=Ok preflight=Skipped docker=Skipped network-install=Skipped network-join=Skipped", report.Results[2].Sequence());
        Assert.AreEqual("cancelled", report.Results[2].Step("preflight").Detail);
        Assert.AreEqual("not reached", report.Results[2].Step("docker").Detail);
        Assert.AreEqual("Canceled during step preflight.", report.Results[2].Cause, "nothing had begun, so no word of what goes on");
        Assert.IsTrue(report.Results[2].Steps.All(step => step.Begun.Length == 0));
        Assert.AreEqual(1, connector["c"].Disposed);
    }

    [TestMethod]
    public async Task A_hanging_host_does_not_stop_the_others()
    {
        using var cancellation = new CancellationTokenSource();
        var others = new CountdownEvent(3);
        var connector = new ScriptedConnector
        {
            Default = _ =>
            {
                var host = ScriptedHost.Ready();
                host.OnDispose = () =>
                {
                    // The hang ends only when all the others have finished.
                    if (others.Signal()) cancellation.Cancel();
                    return ValueTask.CompletedTask;
                };
                return host;
            },
        };
        var hung = ScriptedHost.Ready();
        hung.OnCommand = async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            throw new InvalidOperationException("unreachable");
        };
        connector["b"] = hung;

        var report = await EngineRun.RunAsync(
            connector,
            EngineRun.Hosts("a", "b", "c", "d"),
            new BootstrapOptions { MaxParallelHosts = 2 },
            cancellationToken: cancellation.Token);

        Assert.AreSequenceEqual(
            [HostStatus.Success, HostStatus.Skipped, HostStatus.Success, HostStatus.Success],
            report.Results.Select(result => result.Status));
        others.Dispose();
    }

    [TestMethod]
    public async Task A_change_in_progress_at_cancellation_counts_as_a_change()
    {
        using var cancellation = new CancellationTokenSource();
        var scripted = new ScriptedHost().On("preflight", HostAnswers.Preflight).On("docker-detect", HostAnswers.NoDocker).On("docker-apt");
        scripted.OnScript = (name, token) => name == "docker-apt" ? CancelAndHangAsync(cancellation, token) : Task.CompletedTask;

        var result = await EngineRun.OneAsync(scripted, cancellationToken: cancellation.Token);

        Assert.AreEqual(HostStatus.Skipped, result.Status);
        Assert.AreEqual(ErrorCode.Cancelled, result.ErrorCode);
        Assert.IsTrue(result.Changed);
        Assert.AreEqual("connect=Ok preflight=Ok docker=Skipped network-install=Skipped network-join=Skipped", result.Sequence());
        Assert.AreEqual("Canceled during step docker, while the host was being changed. The host finishes the running operation on its own.", result.Cause);
        Assert.AreEqual("install docker.io, docker-compose-v2 (begun, not finished)", result.Step("docker").Begun);
        Assert.AreEqual("docker: install docker.io, docker-compose-v2 (begun, not finished)", HostSummary.Changes(result));
    }

    [TestMethod]
    public async Task A_cancelled_installation_reports_both_steps_as_begun()
    {
        using var cancellation = new CancellationTokenSource();
        var scripted = new ScriptedHost()
            .On("preflight", HostAnswers.Preflight).On("docker-detect", HostAnswers.NoDocker).On(FakeNetwork.Probe, "client=no")
            .On(FakeNetwork.Source).On("docker-apt");
        scripted.OnScript = (name, token) => name == "docker-apt" ? CancelAndHangAsync(cancellation, token) : Task.CompletedTask;

        var result = await EngineRun.OneAsync(scripted, network: new FakeNetwork(), cancellationToken: cancellation.Token);

        Assert.AreEqual("install fake (begun, not finished)", result.Step("network-install").Begun);
        Assert.AreEqual("not reached", result.Step("network-install").Detail);
    }

    [TestMethod]
    public async Task A_change_that_ends_before_the_cancellation_is_reported_as_made()
    {
        using var cancellation = new CancellationTokenSource();
        var scripted = new ScriptedHost()
            .On("preflight", HostAnswers.Preflight).On("docker-detect", HostAnswers.NoDocker).On("docker-apt")
            .On("docker-detect", HostAnswers.Docker.Replace("+runc ", "", StringComparison.Ordinal)).On("docker-runtime");
        scripted.OnScript = (name, token) => name == "docker-runtime" ? CancelAndHangAsync(cancellation, token) : Task.CompletedTask;

        var result = await EngineRun.OneAsync(scripted, cancellationToken: cancellation.Token);

        Assert.AreEqual("Canceled during step docker.", result.Cause);
        Assert.AreEqual("install docker.io, docker-compose-v2", result.Step("docker").Begun);
        Assert.IsTrue(result.Changed);
    }

    [TestMethod]
    [DataRow("ssh_connection_lost", "Look. Then run again. The next run finds and finishes the interrupted operation.")]
    [DataRow("timed_out", "Look. Then run again.")]
    public async Task An_interrupted_change_is_reported_with_the_failure(string code, string remedy)
    {
        var scripted = new ScriptedHost().On("preflight", HostAnswers.Preflight).On("docker-detect", HostAnswers.NoDocker).On("docker-apt");
        scripted.OnScript = (name, _) => name == "docker-apt" ? throw Lost(code) : Task.CompletedTask;

        var result = await EngineRun.OneAsync(scripted);

        Assert.AreEqual(remedy, result.Remedy);
        Assert.AreEqual("install docker.io, docker-compose-v2 (begun, not finished)", result.Step("docker").Begun);
    }

    [TestMethod]
    public async Task A_connection_lost_during_a_probe_reports_no_begun_change()
    {
        var scripted = ScriptedHost.Ready();
        scripted.OnScript = (_, _) => throw Lost("ssh_connection_lost");

        var result = await EngineRun.OneAsync(scripted);

        Assert.AreEqual("Look. Then run again.", result.Remedy);
        Assert.AreEqual("", HostSummary.Changes(result));
        Assert.IsFalse(result.Changed);
    }

    [TestMethod]
    public async Task A_failed_change_is_begun_and_its_extra_packages_are_made()
    {
        var scripted = new ScriptedHost()
            .On("preflight", HostAnswers.Preflight).On("docker-detect", HostAnswers.NoDocker).On(FakeNetwork.Probe, "client=no")
            .On(FakeNetwork.Source).On("docker-apt", "along=yes\nreason=start\ndetail=no disk", exit: 1);

        var result = await EngineRun.OneAsync(scripted, network: new FakeNetwork());

        Assert.AreEqual("docker: install docker.io, docker-compose-v2 (begun, not finished); network-install: install fake", HostSummary.Changes(result));
    }

    private static HostFailureException Lost(string code) => new(ErrorCode.All.Single(known => known.Id == code), "It is lost.", "Look. Then run again.");

    [TestMethod]
    public async Task A_cancellation_does_not_replace_an_earlier_failure()
    {
        using var cancellation = new CancellationTokenSource();
        var scripted = new ScriptedHost
        {
            OnConnect = async _ =>
            {
                await cancellation.CancelAsync();
                throw new HostFailureException(ErrorCode.SshAuthFailed, "Refused.", "Look at the key.");
            },
        };

        var result = await EngineRun.OneAsync(scripted, cancellationToken: cancellation.Token);

        Assert.AreEqual(ErrorCode.SshAuthFailed, result.ErrorCode);
    }

    private static ScriptedHost Hung(CancellationTokenSource cancellation)
    {
        var host = ScriptedHost.Ready();
        host.OnScript = (_, token) => CancelAndHangAsync(cancellation, token);
        return host;
    }

    private static async Task CancelAndHangAsync(CancellationTokenSource cancellation, CancellationToken token)
    {
        await cancellation.CancelAsync();
        await Task.Delay(Timeout.Infinite, token);
    }
}

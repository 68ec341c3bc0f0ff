using Stagecraft.Bootstrap.Engine;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Engine;

[TestClass]
public sealed class EngineCancellationTests
{
    [TestMethod]
    public async Task Cancelled_before_the_start_every_host_is_reported_and_none_is_touched()
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
        Assert.Contains("Cancelled before it was started", report.Results[0].Message);
        Assert.AreEqual("connect=Skipped preflight=Skipped docker=Skipped network-install=Skipped network-join=Skipped", report.Results[0].Sequence());
        Assert.IsEmpty(connector.Connected);
        Assert.IsEmpty(observer.Started);
    }

    [TestMethod]
    public async Task Cancelled_in_the_middle_the_finished_are_kept_and_the_rest_are_skipped()
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
        Assert.Contains("Cancelled in step preflight;", report.Results[2].Message);
        Assert.AreEqual(1, connector["c"].Disposed);
    }

    [TestMethod]
    public async Task A_host_that_hangs_leaves_the_others_running()
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

        CollectionAssert.AreEqual(
            new[] { HostStatus.Success, HostStatus.Skipped, HostStatus.Success, HostStatus.Success },
            report.Results.Select(result => result.Status).ToArray());
        others.Dispose();
    }

    [TestMethod]
    public async Task A_change_that_was_begun_when_the_run_was_cancelled_counts_as_changed()
    {
        using var cancellation = new CancellationTokenSource();
        var scripted = new ScriptedHost().On("preflight", HostAnswers.Preflight).On("docker-detect", HostAnswers.NoDocker).On("docker-apt");
        scripted.OnScript = (name, token) => name == "docker-apt" ? CancelAndHangAsync(cancellation, token) : Task.CompletedTask;

        var result = await EngineRun.OneAsync(scripted, cancellationToken: cancellation.Token);

        Assert.AreEqual(HostStatus.Skipped, result.Status);
        Assert.AreEqual(ErrorCode.Cancelled, result.ErrorCode);
        Assert.IsTrue(result.Changed);
        Assert.AreEqual("connect=Ok preflight=Ok docker=Skipped network-install=Skipped network-join=Skipped", result.Sequence());
        Assert.Contains("the host finishes a package operation that it has begun by itself", result.Message);
    }

    [TestMethod]
    public async Task A_failure_of_its_own_is_not_renamed_by_a_cancellation()
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

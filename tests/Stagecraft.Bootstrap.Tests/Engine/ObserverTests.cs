using System.Text;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Engine;

[TestClass]
public sealed class ObserverTests
{
    [TestMethod]
    public async Task An_observer_that_throws_does_not_affect_results()
    {
        var connector = new ScriptedConnector { Default = _ => ScriptedHost.Ready() };

        var report = await EngineRun.RunAsync(connector, EngineRun.Hosts("b", "a"), observer: new ThrowingObserver());

        Assert.AreEqual("a b", report.Results.Ids());
        Assert.AreEqual(2, report.Succeeded);
    }

    [TestMethod]
    public async Task The_end_of_a_host_is_reported_immediately_and_its_result_in_order()
    {
        var connector = new ScriptedConnector { Default = _ => ScriptedHost.Ready() };
        var observer = new SecondHostFirst();
        connector["a"] = ScriptedHost.Ready();
        connector["a"].OnConnect = _ => observer.SecondEnded.Task;

        await EngineRun.RunAsync(connector, EngineRun.Hosts("a", "b"), observer: observer);

        Assert.AreSequenceEqual(["b ended", "a ended", "a finished", "b finished"], observer.Calls);
    }

    [TestMethod]
    public async Task Progress_of_a_change_is_reported_without_secrets_and_no_probe_reports_any()
    {
        var observer = new RecordingObserver();
        var scripted = new ScriptedHost().On("preflight", HostAnswers.Preflight).On("docker-detect", HostAnswers.NoDocker).On("docker-detect", HostAnswers.Docker).On("docker-apt");
        scripted.OnScript = (name, _) =>
        {
            if (name == "docker-apt") scripted.Commands[^1].Received!(Encoding.UTF8.GetBytes("@@stagecraft progress unpacking\u001b[2J a-secret-value\n"));
            return Task.CompletedTask;
        };

        await EngineRun.OneAsync(scripted, new BootstrapOptions { Secrets = [new Secret("a-secret-value")] }, observer: observer);

        Assert.AreSequenceEqual(["unpacking [2J ***"], observer.Progress);
        Assert.IsNull(scripted.Commands[0].Received);
        Assert.DoesNotContain("watched=yes", scripted.Commands[0].Input);
        Assert.Contains("watched=yes", scripted.Commands[1].Input);
    }

    [TestMethod]
    public async Task A_host_that_never_started_does_not_end()
    {
        var observer = new RecordingObserver();

        await EngineRun.RunAsync(new ScriptedConnector(), EngineRun.Hosts("a"), observer: observer, cancellationToken: new CancellationToken(canceled: true));

        Assert.IsEmpty(observer.Started);
        Assert.IsEmpty(observer.Ended);
        Assert.HasCount(1, observer.Finished);
    }

    private sealed class SecondHostFirst : IBootstrapObserver
    {
        public TaskCompletionSource SecondEnded { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        // 'a' waits for 'b', and results come from one loop, so there are no parallel writes.
        public List<string> Calls { get; } = [];

        public void HostCompleted(Host host, HostResult result)
        {
            Calls.Add($"{result.HostId} ended");
            if (host.Id == "b") SecondEnded.SetResult();
        }

        public void HostReported(HostResult result) => Calls.Add($"{result.HostId} finished");
    }

    private sealed class ThrowingObserver : IBootstrapObserver
    {
        public void HostStarted(Host host) => throw new IOException("disk full");

        public void StepStarted(Host host, string step) => throw new IOException("disk full");

        public void Log(Host host, string text) => throw new IOException("disk full");

        public void HostCompleted(Host host, HostResult result) => throw new IOException("disk full");

        public void HostReported(HostResult result) => throw new IOException("disk full");

        public void HostRevised(HostResult result) => throw new IOException("disk full");
    }
}

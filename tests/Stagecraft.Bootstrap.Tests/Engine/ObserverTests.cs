using Stagecraft.Bootstrap.Engine;
using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Engine;

[TestClass]
public sealed class ObserverTests
{
    [TestMethod]
    public async Task What_an_observer_throws_costs_no_host_its_result()
    {
        var connector = new ScriptedConnector { Default = _ => ScriptedHost.Ready() };

        var report = await EngineRun.RunAsync(connector, EngineRun.Hosts("b", "a"), observer: new ThrowingObserver());

        Assert.AreEqual("a b", report.Results.Ids());
        Assert.AreEqual(2, report.Succeeded);
    }

    private sealed class ThrowingObserver : IBootstrapObserver
    {
        public void HostStarted(Host host) => throw new IOException("disk full");

        public void StepStarted(Host host, string step) => throw new IOException("disk full");

        public void Log(Host host, string text) => throw new IOException("disk full");

        public void HostFinished(HostResult result) => throw new IOException("disk full");
    }
}

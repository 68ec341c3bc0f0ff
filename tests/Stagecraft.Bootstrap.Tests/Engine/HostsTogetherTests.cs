using Stagecraft.Bootstrap.Reports;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Engine;

/// <summary>Results that need all hosts of a run. The engine finds them when the last host has ended.</summary>
[TestClass]
public sealed class HostsTogetherTests
{
    [TestMethod]
    public async Task Only_changed_results_are_reported_again_last_and_in_host_order()
    {
        var connector = new ScriptedConnector { Default = host => Machine(host.Id is "b" or "d" ? "m" : host.Id) };
        var observer = new RecordingObserver();

        var report = await EngineRun.RunAsync(connector, EngineRun.Hosts("d", "c", "b", "a"), observer: observer);

        Assert.AreEqual("a b c d", observer.Finished.Ids());
        Assert.IsTrue(observer.Finished.All(result => result.Status == HostStatus.Success), "earlier results are provisional");
        Assert.AreEqual("b d", observer.Judged.Ids());
        Assert.AreEqual("a:Success b:Failed c:Success d:Failed", string.Join(' ', report.Results.Select(result => $"{result.HostId}:{result.Status}")));
        Assert.AreSame(report.Results[1], observer.Judged.First());
        Assert.AreSame(report.Results[0], observer.Finished.First());
        Assert.AreEqual("b (203.0.113.7): This is the same machine as d (203.0.113.7). List each machine once, or correct the wrong address.", report.Results[1].Message);
    }

    [TestMethod]
    public async Task Hosts_with_the_machine_id_of_one_template_stay_two_hosts()
    {
        var connector = new ScriptedConnector { ["a"] = Machine("m", boot: "1"), ["b"] = Machine("m", boot: "2"), ["c"] = Machine("m", boot: "2", start: "43") };
        var observer = new RecordingObserver();

        var report = await EngineRun.RunAsync(connector, EngineRun.Hosts("a", "b", "c"), observer: observer);

        Assert.AreEqual(3, report.Succeeded);
        Assert.IsEmpty(observer.Judged);
        Assert.HasCount(3, report.Results.Select(result => result.Identity.Machine).Distinct());
    }

    [TestMethod]
    public async Task Hosts_without_an_identity_are_different_hosts()
    {
        var report = await EngineRun.RunAsync(new ScriptedConnector { Default = _ => ScriptedHost.Ready() }, EngineRun.Hosts("a", "b"));

        Assert.AreEqual(2, report.Succeeded);
        Assert.IsTrue(report.Results.All(result => result.Identity.Machine is null));
    }

    [TestMethod]
    public async Task Two_hosts_with_one_network_node_both_fail()
    {
        var connector = new ScriptedConnector { ["a"] = Node("a", "n"), ["b"] = Node("b", "n"), ["c"] = Node("c", "o") };

        var report = await EngineRun.RunAsync(connector, EngineRun.Hosts("a", "b", "c"), network: new FakeNetwork());

        Assert.AreEqual("host_duplicate host_duplicate ", string.Join(' ', report.Results.Select(result => result.ErrorCode?.Id)));
        Assert.AreEqual(" c.fake.example", $"{report.Results[0].Facts.Fqdn} {report.Results[2].Facts.Fqdn}");
    }

    [TestMethod]
    public async Task A_host_that_fails_after_preflight_is_also_recognized()
    {
        var connector = new ScriptedConnector
        {
            ["a"] = new ScriptedHost().On("preflight", HostAnswers.Preflight + HostAnswers.Machine("m")).On("docker-detect", HostAnswers.NoDocker).On("docker-apt", "reason=install\ndetail=E: no", exit: 1),
            ["b"] = Machine("m"),
        };

        var report = await EngineRun.RunAsync(connector, EngineRun.Hosts("a", "b"));

        Assert.AreEqual("docker_install_failed host_duplicate", string.Join(' ', report.Results.Select(result => result.ErrorCode?.Id)));
    }

    [TestMethod]
    public async Task A_check_also_recognizes_a_duplicate_host()
    {
        var connector = new ScriptedConnector { Default = _ => Machine("m") };

        var report = await EngineRun.RunAsync(connector, EngineRun.Hosts("a", "b"), new BootstrapOptions { CheckOnly = true });

        Assert.AreEqual(2, report.Failed);
    }

    [TestMethod]
    public async Task The_report_is_the_same_at_any_parallelism()
    {
        var hosts = Enumerable.Range(0, 40).Select(i => EngineRun.Host($"{i:00}")).ToArray();
        var reports = new HashSet<string>(StringComparer.Ordinal);
        foreach (var parallel in (int[])[1, 3, 64])
        {
            var observer = new RecordingObserver();
            var connector = new ScriptedConnector { Default = host => Slow(host, Node(int.Parse(host.Id) % 10 == 0 ? "m" : host.Id, host.Id, seen: "n11 n12")) };

            var report = await EngineRun.RunAsync(connector, hosts, new BootstrapOptions { MaxParallelHosts = parallel }, new FakeNetwork { HasPeers = true }, observer);

            reports.Add(JsonReport.Write(report) + string.Join('\n', observer.Judged.Select(result => result.Message)));
        }

        Assert.HasCount(1, reports);
        Assert.Contains("host_duplicate", reports.Single());
        Assert.Contains("does not see it", reports.Single());
    }

    [TestMethod]
    public async Task An_observer_that_throws_at_the_end_does_not_affect_the_run()
    {
        var connector = new ScriptedConnector { Default = _ => Machine("m") };

        var report = await EngineRun.RunAsync(connector, EngineRun.Hosts("a", "b"), observer: new ThrowingObserver());

        Assert.AreEqual(2, report.Failed);
    }

    [TestMethod]
    public async Task A_step_warning_is_in_the_result_once_redacted_and_printable()
    {
        var network = new FakeNetwork { OnInstalled = Warn };
        var scripted = ScriptedHost.Ready().On(FakeNetwork.Probe, "joined=yes");

        var result = await EngineRun.OneAsync(scripted, network: network);

        Assert.AreEqual(HostStatus.Success, result.Status);
        Assert.AreSequenceEqual(["It said *** twice.", "Another."], result.Warnings);

        static string Warn(HostSession session)
        {
            session.Warn("It said\ns3cr3t-key twice.");
            session.Warn("Another.");
            session.Warn("Another.");
            return "fake 1.0";
        }
    }

    [TestMethod]
    public async Task A_host_that_fails_keeps_its_warnings()
    {
        var scripted = ScriptedHost.Ready().On(FakeNetwork.Probe, "joined=no\nwarning=Careful.").On(FakeNetwork.Join, "reason=join\ndetail=no", exit: 1);

        var result = await EngineRun.OneAsync(scripted, network: new FakeNetwork());

        Assert.AreEqual(ErrorCode.NetworkJoinFailed, result.ErrorCode);
        Assert.AreEqual("Careful.", result.Warnings.Single());
    }

    private static ScriptedHost Machine(string id, string boot = "boot", string start = "42") => new ScriptedHost()
        .On("preflight", HostAnswers.Preflight + HostAnswers.Machine(id, boot, start))
        .On("docker-detect", HostAnswers.Docker);

    private static ScriptedHost Node(string machine, string node, string seen = "") => Machine(machine)
        .On(FakeNetwork.Probe, $"joined=yes\nnode=n{node}")
        .On(FakeNetwork.Peers, $"seen={seen}");

    private static ScriptedHost Slow(Host host, ScriptedHost scripted)
    {
        scripted.OnConnect = async _ =>
        {
            for (var i = 0; i < int.Parse(host.Id) % 7; i++) await Task.Yield();
        };
        return scripted;
    }

    private sealed class ThrowingObserver : IBootstrapObserver
    {
        public void HostRevised(HostResult result) => throw new IOException("disk full");
    }
}

using System.Text.Json;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Engine;

[TestClass]
public sealed class EngineOrderTests
{
    [TestMethod]
    public async Task Hosts_start_and_end_in_ordinal_order_of_their_ids()
    {
        var connector = new ScriptedConnector { Default = _ => ScriptedHost.Ready() };
        var observer = new RecordingObserver();

        var report = await EngineRun.RunAsync(connector, EngineRun.Hosts("b", "10", "a", "9", "B"), observer: observer);

        Assert.AreEqual("10 9 B a b", report.Results.Ids());
        Assert.AreEqual("10 9 B a b", string.Join(' ', connector.Connected));
        Assert.AreEqual("10 9 B a b", string.Join(' ', observer.Started));
        Assert.AreEqual("10 9 B a b", observer.Finished.Ids());
    }

    [TestMethod]
    public async Task Hosts_that_end_in_reverse_are_reported_once_in_order()
    {
        // Each host waits for the one after it, so the last host ends first.
        var ends = Enumerable.Range(0, 6).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        ends[5].SetResult();
        var connector = new ScriptedConnector
        {
            Default = host =>
            {
                var index = int.Parse(host.Id);
                var scripted = ScriptedHost.Ready();
                scripted.OnConnect = _ => index == 5 ? Task.CompletedTask : ends[index].Task;
                scripted.OnDispose = () =>
                {
                    if (index > 0) ends[index - 1].TrySetResult();
                    return ValueTask.CompletedTask;
                };
                return scripted;
            },
        };
        var observer = new RecordingObserver();

        await EngineRun.RunAsync(connector, EngineRun.Hosts("4", "2", "0", "1", "3", "5"), observer: observer);

        Assert.AreEqual("0 1 2 3 4 5", observer.Finished.Ids());
    }

    [TestMethod]
    public async Task The_report_does_not_depend_on_parallelism_or_input_order()
    {
        var hosts = Enumerable.Range(0, 60).Select(i => EngineRun.Host($"{i:000}")).ToArray();
        var reports = new HashSet<string>(StringComparer.Ordinal);
        for (var seed = 0; seed < 4; seed++)
        {
            foreach (var parallel in new[] { 1, 3, 64 })
            {
                var random = new Random(seed);
                var shuffled = hosts.ToArray();
                random.Shuffle(shuffled);
                var connector = new ScriptedConnector { Default = Mixed };

                var report = await EngineRun.RunAsync(connector, shuffled, new BootstrapOptions { MaxParallelHosts = parallel });

                reports.Add(JsonSerializer.Serialize(report));
            }
        }

        Assert.HasCount(1, reports);
        Assert.Contains("host_unsupported", reports.Single());
        Assert.Contains("install docker.io", reports.Single());
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    public async Task The_number_of_hosts_in_progress_is_limited(int limit)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var inFlight = 0;
        var most = 0;
        var connector = new ScriptedConnector
        {
            Default = _ =>
            {
                var host = ScriptedHost.Ready();
                host.OnConnect = async _ =>
                {
                    var now = Interlocked.Increment(ref inFlight);
                    InterlockedMax(ref most, now);
                    await gate.Task;
                    await Task.Yield();
                };
                host.OnDispose = () =>
                {
                    Interlocked.Decrement(ref inFlight);
                    return ValueTask.CompletedTask;
                };
                return host;
            },
        };
        var hosts = Enumerable.Range(0, 25).Select(i => EngineRun.Host($"{i:00}"));

        var running = EngineRun.RunAsync(connector, hosts, new BootstrapOptions { MaxParallelHosts = limit });
        var startedAtOnce = connector.Connected.Count;
        gate.SetResult();
        var report = await running;

        Assert.AreEqual(limit, startedAtOnce, "as many as allowed start at once");
        Assert.AreEqual(limit, most);
        Assert.AreEqual(25, report.Succeeded);
    }

    [TestMethod]
    public async Task With_parallelism_one_a_host_ends_before_the_next_starts()
    {
        var events = new List<string>();
        var connector = new ScriptedConnector
        {
            Default = host =>
            {
                var scripted = ScriptedHost.Ready();
                scripted.OnConnect = async _ =>
                {
                    events.Add($"+{host.Id}");
                    await Task.Yield();
                };
                scripted.OnDispose = () =>
                {
                    events.Add($"-{host.Id}");
                    return ValueTask.CompletedTask;
                };
                return scripted;
            },
        };

        await EngineRun.RunAsync(connector, EngineRun.Hosts("c", "a", "b"), new BootstrapOptions { MaxParallelHosts = 1 });

        Assert.AreEqual("+a -a +b -b +c -c", string.Join(' ', events));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(-3)]
    public async Task A_parallelism_below_one_is_refused(int limit)
    {
        var connector = new ScriptedConnector { Default = _ => ScriptedHost.Ready() };

        await Assert.ThrowsExactlyAsync<ConfigurationException>(
            () => EngineRun.RunAsync(connector, EngineRun.Hosts("a"), new BootstrapOptions { MaxParallelHosts = limit }));

        Assert.IsEmpty(connector.Connected);
    }

    [TestMethod]
    [DataRow("a", "b", "a", "'a'")]
    [DataRow("a", "", "b", "empty")]
    [DataRow("a", " ", "b", "empty")]
    public async Task A_duplicate_or_empty_id_stops_the_run_before_it_starts(string first, string second, string third, string named)
    {
        var connector = new ScriptedConnector { Default = _ => ScriptedHost.Ready() };
        var observer = new RecordingObserver();

        var exception = await Assert.ThrowsExactlyAsync<ConfigurationException>(
            () => EngineRun.RunAsync(connector, EngineRun.Hosts(first, second, third), observer: observer));

        Assert.Contains(named, exception.Message);
        Assert.IsEmpty(connector.Connected);
        Assert.IsEmpty(observer.Started);
    }

    [TestMethod]
    public async Task Without_hosts_the_report_is_empty()
    {
        var report = await EngineRun.RunAsync(new ScriptedConnector(), []);

        Assert.IsEmpty(report.Results);
        Assert.AreEqual(0, report.Succeeded + report.Failed + report.Skipped + report.Changed + report.WouldChange);
    }

    [TestMethod]
    public async Task Ten_thousand_hosts_work()
    {
        var connector = new ScriptedConnector { Default = _ => ScriptedHost.Ready() };
        var hosts = Enumerable.Range(0, 10_000).Select(i => EngineRun.Host($"{i:00000}")).Reverse();

        var report = await EngineRun.RunAsync(connector, hosts);

        Assert.AreEqual(10_000, report.Succeeded);
    }

    private static ScriptedHost Mixed(Host host)
    {
        var index = int.Parse(host.Id);
        var scripted = (index % 4) switch
        {
            0 => ScriptedHost.Ready(),
            1 => new ScriptedHost().On("preflight", "uid=0\nos_id=debian\nos_version=12\nos_name=Debian 12").On("docker-detect"),
            2 => new ScriptedHost().On("preflight", HostAnswers.Preflight)
                .On("docker-detect", HostAnswers.NoDocker).On("docker-detect", HostAnswers.Docker).On("docker-apt"),
            _ => ScriptedHost.Ready("deploy"),
        };
        scripted.OnConnect = async _ =>
        {
            for (var i = 0; i < index % 5; i++) await Task.Yield();
        };
        return scripted;
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}

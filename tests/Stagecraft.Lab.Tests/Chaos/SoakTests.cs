using System.Collections.Concurrent;
using Stagecraft.Bootstrap;
using Stagecraft.Testing;

namespace Stagecraft.Lab.Tests.Chaos;

/// <summary>
/// Bootstraps of ready hosts, one after the other in one process, together with hosts that fail in every way a connection can,
/// leak no resources. <c>build/chaos soak</c> runs more of them.
/// </summary>
[TestClass]
[RequiresLab]
public sealed class SoakTests
{
    // In one run.
    private const int ReadyHosts = 100;
    private const int CancelledHosts = 16;

    // Threads, descriptors and sockets. A leak in one of a hundred bootstraps would exceed it.
    private const int Slack = 2;

    private readonly ConcurrentBag<WeakReference> connections = [];
    private readonly SortedDictionary<string, int> codes = new(StringComparer.Ordinal);
    private readonly Random random = new(ChaosSettings.Seed);

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task Bootstraps_leak_no_threads_descriptors_or_memory()
    {
        var hosts = await ReadyStandIns.SetUpAsync();
        var rounds = Math.Max(1, ChaosSettings.Soak / ReadyHosts);

        // Warm-up: code is compiled, and pools and buffers are filled.
        await RoundAsync(hosts);
        var before = await Footprint.SettledAsync(_ => ThreadPool.ThreadCount <= Environment.ProcessorCount);
        codes.Clear();
        TestContext.WriteLine($"seed {ChaosSettings.Seed}, before: {before}");
        for (var i = 1; i <= rounds; i++)
        {
            await RoundAsync(hosts);
            if (ChaosSettings.Log is { } log) await File.AppendAllTextAsync(log, $"{i * ReadyHosts} bootstraps: {await Footprint.SettledAsync(_ => true)}\n");
        }

        var bootstraps = rounds * ReadyHosts;
        var after = await Footprint.SettledAsync(now => now.Threads <= before.Threads + Slack && now.Descriptors <= before.Descriptors + Slack);
        TestContext.WriteLine($"after {bootstraps}: {after}");
        TestContext.WriteLine(string.Join(", ", codes.Select(code => $"{code.Key} {code.Value}")));
        Assert.IsLessThanOrEqualTo(before.Threads + Slack, after.Threads, "threads");
        Assert.IsLessThanOrEqualTo(before.Descriptors + Slack, after.Descriptors, "descriptors");
        Assert.IsLessThanOrEqualTo(before.Sockets + Slack, after.Sockets, "sockets");
        Assert.IsLessThanOrEqualTo(before.ManagedBytes + bootstraps * 512, after.ManagedBytes, "managed bytes");
        Assert.IsLessThanOrEqualTo(before.ResidentBytes + 8 * 1024 * 1024 + bootstraps * 4096, after.ResidentBytes, "resident bytes");
        Assert.AreEqual(0, connections.Count(connection => connection.IsAlive), "connections that are still reachable");
        string[] expected = ["cancelled", "ready", "ssh_auth_failed", "ssh_connection_lost", "ssh_unreachable", "timed_out"];
        Assert.AreSequenceEqual(expected, codes.Keys);
    }

    [TestCleanup]
    public Task TearDownAsync() => ReadyStandIns.TearDownAsync();

    // The copies are one host, which is found when all of them are ready.
    private static bool WasReady(HostResult result) => result.Status == HostStatus.Success || result.ErrorCode == ErrorCode.HostDuplicate;

    // Three parallel runs: many ready hosts, all ways to fail, and one that is canceled.
    private async Task RoundAsync(IReadOnlyList<Host> hosts)
    {
        var ready = RunAsync(Copies(hosts, ReadyHosts), ReadyStandIns.Config, CancellationToken.None);
        var failing = FailAsync(hosts);
        var silent = FallSilentAsync(hosts);
        foreach (var result in await ready) Assert.IsTrue(WasReady(result), result.Message);
        foreach (var result in (HostResult[])[.. await failing, .. await silent]) Assert.AreEqual(HostStatus.Failed, result.Status, result.HostId);

        // In the middle of the run: with eight at a time, the last host has not started when seven have ended.
        using var cancellation = new CancellationTokenSource();
        var observer = new CancelAfterHosts(random.Next(0, 8), cancellation);
        foreach (var result in await RunAsync(Copies(hosts, CancelledHosts), ReadyStandIns.Config, cancellation.Token, observer: observer))
            Assert.IsTrue(result.Status == HostStatus.Skipped || WasReady(result), result.Message);
    }

    // Cut in the key exchange and in a command; refused; and unreachable.
    private Task<IReadOnlyList<HostResult>> FailAsync(IReadOnlyList<Host> hosts) => CutAsync(
        hosts,
        [hosts[0] with { Id = "refused", SshUser = "nobody" }, hosts[0] with { Id = "closed", SshPort = 1 }],
        ReadyStandIns.Config,
        new CutPoint(CutTrigger.FromHost, random.Next(100, 1000), TimeSpan.Zero, CutKind.Close),
        new CutPoint(CutTrigger.Command, 1, TimeSpan.FromMilliseconds(20), CutKind.Reset));

    // One accepts and stays silent, and one has a command that never ends. Only here are the limits short, because hosts of this run must reach them.
    private Task<IReadOnlyList<HostResult>> FallSilentAsync(IReadOnlyList<Host> hosts) => CutAsync(
        hosts,
        [],
        ReadyStandIns.Config.Replace("query: 5m", "query: 1s", StringComparison.Ordinal).Replace("connectTimeout: 2m", "connectTimeout: 4s", StringComparison.Ordinal),
        new CutPoint(CutTrigger.FromHost, 0, TimeSpan.Zero, CutKind.Silence),
        new CutPoint(CutTrigger.Command, 1, TimeSpan.Zero, CutKind.Silence));

    private async Task<IReadOnlyList<HostResult>> CutAsync(IReadOnlyList<Host> hosts, IReadOnlyList<Host> others, string config, params CutPoint[] points)
    {
        var relayed = points.Select((point, i) => new RelayedHost(hosts[0] with { Id = $"cut-{i}" }, root: "", point)).ToList();
        try
        {
            var byId = relayed.ToDictionary(host => host.Host.Id, StringComparer.Ordinal);
            return await RunAsync([.. relayed.Select(host => host.Host), .. others], config, CancellationToken.None, byId);
        }
        finally
        {
            foreach (var host in relayed) await host.DisposeAsync();
        }
    }

    private async Task<IReadOnlyList<HostResult>> RunAsync(
        IReadOnlyList<Host> hosts, string config, CancellationToken cancellationToken, IReadOnlyDictionary<string, RelayedHost>? relayed = null, IBootstrapObserver? observer = null)
    {
        var report = await SessionRun.RunAsync(
            hosts,
            config,
            connector => relayed is null
                ? new TrackedConnector(connector, connections)
                : new WatchedConnector(new TrackedConnector(connector, connections), relayed),
            observer ?? new RecordingObserver(),
            cancellationToken);
        lock (codes)
        {
            foreach (var code in report.Results.Select(result => WasReady(result) ? "ready" : result.ErrorCode!.Id))
                codes[code] = codes.GetValueOrDefault(code) + 1;
        }

        return report.Results;
    }

    private static IReadOnlyList<Host> Copies(IReadOnlyList<Host> hosts, int count) =>
        [.. Enumerable.Range(0, count).Select(i => hosts[i % hosts.Count] with { Id = $"soak-{i:000}" })];
}

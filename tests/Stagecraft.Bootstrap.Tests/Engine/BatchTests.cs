using System.Collections.Concurrent;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Engine;

/// <summary>Batches of hosts (<see cref="BootstrapOptions.Serial"/>), and the limit of failures between them (<see cref="BootstrapOptions.MaxFail"/>).</summary>
[TestClass]
public sealed class BatchTests
{
    [TestMethod]
    [DataRow("2", "a0 b0 c2 d2 e4")]
    [DataRow("1", "a0 b1 c2 d3 e4")]
    [DataRow("9", "a0 b0 c0 d0 e0")]
    [DataRow("40%", "a0 b0 c2 d2 e4")]
    [DataRow("1%", "a0 b1 c2 d3 e4", DisplayName = "at least one host")]
    public async Task A_batch_starts_when_the_one_before_it_has_finished(string serial, string expected)
    {
        var finished = new Finished();
        var started = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var connector = new ScriptedConnector
        {
            Default = host => Connecting(async () =>
            {
                started[host.Id] = finished.Count;
                // No host of a batch finishes before all of them have started.
                var batch = expected.Split(' ').Where(one => one[1] == expected.Split(' ').Single(own => own.StartsWith(host.Id, StringComparison.Ordinal))[1]);
                await Eventually.HoldsAsync(() => batch.All(one => started.ContainsKey(one[..1])));
            }),
        };

        var report = await EngineRun.RunAsync(connector, EngineRun.Hosts("e", "d", "c", "b", "a"), new BootstrapOptions { Serial = HostCount.Parse(serial) }, observer: finished);

        Assert.AreEqual(5, report.Succeeded);
        Assert.AreEqual(expected, string.Join(' ', started.OrderBy(host => host.Key, StringComparer.Ordinal).Select(host => $"{host.Key}{host.Value}")));
    }

    [TestMethod]
    [DataRow("2", "0", "a=failed b=success c=skipped d=skipped e=skipped")]
    [DataRow("2", "1", "a=failed b=success c=failed d=success e=skipped")]
    [DataRow("1", "0", "a=failed b=skipped c=skipped d=skipped e=skipped")]
    [DataRow("2", "2", "a=failed b=success c=failed d=success e=success")]
    [DataRow("2", "20%", "a=failed b=success c=failed d=success e=skipped")]
    [DataRow("2", "19%", "a=failed b=success c=skipped d=skipped e=skipped", DisplayName = "rounded down")]
    [DataRow("4", "0", "a=failed b=success c=failed d=success e=skipped", DisplayName = "a batch is not interrupted")]
    public async Task No_batch_starts_after_too_many_failures(string serial, string maxFail, string expected)
    {
        var connector = new ScriptedConnector { Default = _ => ScriptedHost.Ready() };
        foreach (var id in (string[])["a", "c"]) connector[id] = Connecting(() => throw new HostFailureException(ErrorCode.SshUnreachable, "It is off.", "Turn it on."));
        var observer = new RecordingObserver();
        var options = new BootstrapOptions { Serial = HostCount.Parse(serial), MaxFail = HostCount.Parse(maxFail) };

        var report = await EngineRun.RunAsync(connector, EngineRun.Hosts("a", "b", "c", "d", "e"), options, observer: observer);

        var skipped = report.Results.Where(result => result.Status == HostStatus.Skipped).ToList();
        Assert.AreEqual(expected, string.Join(' ', report.Results.Select(result => $"{result.HostId}={result.Status.ToString().ToLowerInvariant()}")));
        Assert.AreEqual("a b c d e", observer.Finished.Ids());
        Assert.IsTrue(skipped.TrueForAll(result => result.ErrorCode == ErrorCode.RunStopped && !connector.Connected.Contains(result.HostId)));
        if (skipped.Count > 0) Assert.Contains(" of earlier batches failed, and at most ", skipped[0].Cause);
    }

    [TestMethod]
    public async Task A_cancellation_in_a_batch_skips_the_later_ones_as_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var connector = new ScriptedConnector { Default = _ => ScriptedHost.Ready() };
        connector["a"] = Connecting(async () =>
        {
            await cancellation.CancelAsync();
            cancellation.Token.ThrowIfCancellationRequested();
        });

        var report = await EngineRun.RunAsync(
            connector, EngineRun.Hosts("a", "b"), new BootstrapOptions { Serial = HostCount.Parse("1"), MaxFail = HostCount.Parse("0") }, cancellationToken: cancellation.Token);

        Assert.IsTrue(report.Results.All(result => result.ErrorCode == ErrorCode.Cancelled));
    }

    [TestMethod]
    public void A_limit_of_failures_requires_batches()
    {
        static void Create(BootstrapOptions options) => _ = new BootstrapEngine(new ScriptedConnector(), new NoNetwork(), options);

        Assert.Contains("BootstrapOptions.MaxFail requires Serial.", Assert.ThrowsExactly<ConfigurationException>(() => Create(new() { MaxFail = HostCount.Parse("1") })).Message);
        Assert.Contains("BootstrapOptions.Serial must be at least 1 host or 1%.", Assert.ThrowsExactly<ConfigurationException>(() => Create(new() { Serial = HostCount.Parse("0") })).Message);
    }

    [TestMethod]
    [DataRow("0", "0")]
    [DataRow("25", "25")]
    [DataRow("0%", "0")]
    [DataRow("33%", "3")]
    [DataRow("100%", "10")]
    [DataRow("", null)]
    [DataRow("%", null)]
    [DataRow("101%", null)]
    [DataRow("-1", null)]
    [DataRow("1.5", null)]
    [DataRow("99999999", null)]
    [DataRow("2 %", null)]
    public void A_count_is_a_number_or_a_percentage(string text, string? ofTen)
    {
        var count = HostCount.Parse(text);

        Assert.AreEqual(ofTen, count?.Of(10).ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.AreEqual(ofTen is null ? null : text, count?.ToString());
    }

    private static ScriptedHost Connecting(Func<Task> connect)
    {
        var host = ScriptedHost.Ready();
        host.OnConnect = _ => connect();
        return host;
    }

    private sealed class Finished : IBootstrapObserver
    {
        private int count;

        public int Count => Volatile.Read(ref count);

        public void HostCompleted(Host host, HostResult result) => Interlocked.Increment(ref count);
    }
}

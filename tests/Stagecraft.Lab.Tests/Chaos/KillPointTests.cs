using Stagecraft.Bootstrap;
using Stagecraft.Testing;

namespace Stagecraft.Lab.Tests.Chaos;

/// <summary>
/// Wherever a bootstrap of a bare host is cut off, the next run makes the host ready, with nobody's help.
/// <c>build/chaos</c> tries more points than these, or one of them.
/// </summary>
[TestClass]
[RequiresLab]
public sealed class KillPointTests
{
    private static readonly Lazy<Task<WholeRun>> Whole = new(WholeAsync);

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task A_connection_that_is_cut_anywhere_leaves_a_host_that_the_next_run_makes_ready()
    {
        var hosts = await Lab.HostsAsync();
        IReadOnlyList<CutPoint> points = ChaosSettings.KillPoint is { } one ? [CutPoint.Parse(one)] : await DrawAsync();
        var outcomes = new List<KillOutcome>();

        foreach (var round in points.Chunk(hosts.Count))
            outcomes.AddRange(await CutAsync(round));

        TestContext.WriteLine(KillOutcome.Table(outcomes));
        Assert.AreEqual("", string.Join('\n', outcomes.Where(outcome => outcome.Problem is not null)));
        Assert.IsLessThan(1 + points.Count / 4, outcomes.Count(outcome => outcome.Phase == KillPhase.AfterTheEnd), "too many points missed the run");
    }

    [TestMethod]
    public async Task A_tool_that_is_killed_anywhere_leaves_hosts_that_the_next_run_makes_ready()
    {
        var hosts = (await Lab.HostsAsync()).Count;
        var whole = await Whole.Value;
        var random = new Random(ChaosSettings.Seed);
        var outcomes = new List<KillOutcome>();

        for (var i = 0; i < ChaosSettings.ToolKills; i++)
            outcomes.AddRange(await KillAsync(hosts, whole.Duration * random.NextDouble()));

        TestContext.WriteLine(KillOutcome.Table(outcomes));
        Assert.AreEqual("", string.Join('\n', outcomes.Where(outcome => outcome.Problem is not null)));
    }

    private async Task<IReadOnlyList<CutPoint>> DrawAsync()
    {
        var whole = await Whole.Value;
        var random = new Random(ChaosSettings.Seed);
        TestContext.WriteLine($"seed {ChaosSettings.Seed}: {ChaosSettings.KillPoints} points of {whole}");
        return [.. Enumerable.Range(0, ChaosSettings.KillPoints).Select(_ => CutPoint.Draw(random, whole))];
    }

    private static async Task<WholeRun> WholeAsync()
    {
        var (hosts, report) = await BootstrapBareAsync(new CutPoint?[(await Lab.HostsAsync()).Count], (_, _, run) => run);
        Assert.IsTrue(report.Results.All(result => result.Status == HostStatus.Success), string.Join('\n', report.Results.Select(result => result.Message)));
        return hosts[^1].Whole;
    }

    // Several hosts in one run, each cut at a point of its own.
    private async Task<IReadOnlyList<KillOutcome>> CutAsync(CutPoint[] points)
    {
        var finished = new string?[points.Length];
        var (hosts, report) = await BootstrapBareAsync(points, async (i, host, run) =>
        {
            // At once, so that the next run meets what the host still goes on with by itself.
            await Task.WhenAny(host.WasCut, run);
            finished[i] = await KilledHost.FinishAsync(i + 1);
        });
        return Tell(points.Select((point, i) => new KillOutcome($"{point}", hosts[i].Phase ?? KillPhase.AfterTheEnd, report.Results[i].ErrorCode?.Id ?? "success")
        {
            Problem = ProblemOf(hosts[i], report.Results[i]) ?? finished[i],
        }));
    }

    private static string? ProblemOf(RelayedHost host, HostResult result)
    {
        // An answer that was whole before the cut is an answer.
        ErrorCode?[] clear = host.Phase is null ? [null]
            : host.HasBegun ? [null, ErrorCode.SshConnectionLost]
            : [ErrorCode.SshConnectionLost, ErrorCode.SshUnreachable];
        return clear.Contains(result.ErrorCode) ? null : $"the cut run says: {result.ErrorCode} {result.Message}";
    }

    private static async Task<(IReadOnlyList<RelayedHost> Hosts, BootstrapReport Report)> BootstrapBareAsync(
        CutPoint?[] points, Func<int, RelayedHost, Task, Task> meanwhile)
    {
        await Lab.ResetAsync(Enumerable.Range(1, points.Length));
        var all = await Lab.HostsAsync();
        var hosts = new List<RelayedHost>();
        try
        {
            for (var i = 0; i < points.Length; i++)
                hosts.Add(new RelayedHost(all[i], await Lab.RootOfAsync(i + 1), points[i]));
            var byId = hosts.ToDictionary(host => host.Host.Id, StringComparer.Ordinal);
            var run = SessionRun.RunAsync(
                [.. hosts.Select(host => host.Host)], Lab.Config, connector => new WatchedConnector(connector, byId), new RecordingObserver(), CancellationToken.None);
            await Task.WhenAll(hosts.Select((host, i) => meanwhile(i, host, run)));
            return (hosts, await run);
        }
        finally
        {
            foreach (var host in hosts) await host.DisposeAsync();
        }
    }

    // Every host of the run is wherever it has come to.
    private async Task<IReadOnlyList<KillOutcome>> KillAsync(int hosts, TimeSpan moment)
    {
        await Lab.ResetAsync(Enumerable.Range(1, hosts));
        var killed = await Lab.ToolAsync(["--verbose"], meanwhile: async process =>
        {
            await Task.Delay(moment);
            process.Kill();
        });
        var problems = await Task.WhenAll(Enumerable.Range(1, hosts).Select(KilledHost.FinishAsync));
        var names = (await Lab.HostsAsync()).Select(host => host.Name);
        return Tell(names.Zip(problems, (name, problem) => new KillOutcome($"SIGKILL after {moment.TotalMilliseconds:0} ms", LastPhase(killed.Error, name), "killed") { Problem = problem }));
    }

    // From a line such as "db-1 | $ docker-apt 300 900 - latest docker.io docker-compose-v2+docker-detect".
    private static string LastPhase(string log, string host) =>
        log.Split('\n').LastOrDefault(line => line.StartsWith($"{host} | $ ", StringComparison.Ordinal)) is { } line
            ? KillPhase.Of(line[$"{host} | $ ".Length..])
            : KillPhase.Connecting;

    private KillOutcome[] Tell(IEnumerable<KillOutcome> outcomes)
    {
        KillOutcome[] told = [.. outcomes];
        foreach (var outcome in told) TestContext.WriteLine($"{outcome}");
        if (ChaosSettings.Log is { } log) File.AppendAllLines(log, told.Select(outcome => $"{outcome}"));
        return told;
    }
}

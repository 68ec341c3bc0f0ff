using Stagecraft.Bootstrap;
using Stagecraft.Testing;

namespace Stagecraft.Lab.Tests.Chaos;

/// <summary>
/// After the bootstrap of a new host is cut off at any point, the next run makes the host ready without manual work.
/// <c>build/chaos</c> tests more points, or a single one.
/// </summary>
[TestClass]
[RequiresLab]
public sealed class KillPointTests
{
    private static readonly Lazy<Task<WholeRun>> Whole = new(WholeAsync);

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task After_any_cut_of_the_connection_the_next_run_succeeds()
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
    public async Task After_any_kill_of_the_tool_the_next_run_succeeds()
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

    // Several hosts in one run, each cut at a different point.
    private async Task<IReadOnlyList<KillOutcome>> CutAsync(CutPoint[] points)
    {
        var finished = new string?[points.Length];
        var (hosts, report) = await BootstrapBareAsync(points, async (i, host, run) =>
        {
            // Immediately, so that the next run finds work that the host still continues.
            await Task.WhenAny(host.WasCut, run);
            finished[i] = await KilledHost.FinishAsync(i + 1);
        });
        return Print(points.Select((point, i) => new KillOutcome($"{point}", hosts[i].Phase ?? KillPhase.AfterTheEnd, report.Results[i].ErrorCode?.Id ?? "success")
        {
            Problem = ProblemOf(hosts[i], report.Results[i]) ?? finished[i],
        }));
    }

    private static string? ProblemOf(RelayedHost host, HostResult result)
    {
        // An answer that was complete before the cut counts.
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

    // Every host of the run is in some phase.
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
        return Print(names.Zip(problems, (name, problem) => new KillOutcome($"SIGKILL after {moment.TotalMilliseconds:0} ms", LastPhase(killed.Error, name), "killed") { Problem = problem }));
    }

    // From a line such as "db-1 | $ docker-apt 300 900 - latest docker.io docker-compose-v2+docker-detect".
    private static string LastPhase(string log, string host) =>
        log.Split('\n').LastOrDefault(line => line.StartsWith($"{host} | $ ", StringComparison.Ordinal)) is { } line
            ? KillPhase.Of(line[$"{host} | $ ".Length..])
            : KillPhase.Connecting;

    private KillOutcome[] Print(IEnumerable<KillOutcome> outcomes)
    {
        KillOutcome[] printed = [.. outcomes];
        foreach (var outcome in printed) TestContext.WriteLine($"{outcome}");
        if (ChaosSettings.Log is { } log) File.AppendAllLines(log, printed.Select(outcome => $"{outcome}"));
        return printed;
    }
}

using Stagecraft.Bench.Clients;
using Stagecraft.Bench.Engine;
using Stagecraft.Bench.Hosts;
using Stagecraft.Bench.Measuring;
using Stagecraft.Bench.Network;
using Stagecraft.Bench.Statistics;

namespace Stagecraft.Bench.Benchmarks;

/// <summary>The tool and ssh over a network with latency: one host, and many at once.</summary>
internal sealed class LatencyBenchmark(int rounds, CancellationToken stopping) : FleetBenchmark(Servers, rounds, stopping)
{
    private const int Servers = 100;

    // Milliseconds each way: a round trip takes twice that.
    private static readonly int[] Delays = [0, 20, 50, 100];

    private readonly List<RelayedFleet> relays = [];
    private readonly List<(int Delay, Variant Ssh, Variant One, Variant All)> rows = [];

    protected override async Task<IReadOnlyList<Variant>> PrepareAsync(ReadyFleet ready)
    {
        var ssh = new OpenSsh(Work);
        foreach (var delay in Delays)
        {
            var network = $"127.2.{delay}";
            var (one, all) = ($"one-{delay}.json", $"all-{delay}.json");
            await File.AppendAllTextAsync(Work.KnownHosts, ClientInputs.KnownHosts(network, Servers), Stopping);
            Work.Write(one, ClientInputs.Hosts(network, 1));
            Work.Write(all, ClientInputs.Hosts(network, Servers));
            var relayed = new RelayedFleet(TimeSpan.FromMilliseconds(delay), Servers, network);
            relays.Add(relayed);
            rows.Add((
                delay,
                Relayed($"latency-ssh-{delay}", relayed, ssh.Ask($"{network}.1", Work.Answers), 1, _ => ReplayAsync(Work[one])),
                Relayed($"latency-one-{delay}", relayed, ready.Tool.Run(Work.Config, Work[one], 1), 1, run => Task.FromResult(run.Output)),
                Relayed($"latency-all-{delay}", relayed, ready.Tool.Run(Work.Config, Work[all], Servers), Servers, run => Task.FromResult(run.Output))));
        }

        return [.. rows.SelectMany(row => (Variant[])[row.Ssh, row.One, row.All])];
    }

    protected override Task<string> DescribeAsync()
    {
        var table = new MarkdownTable(
            "delay each way", "one host, ratio", "ratio after the start", "ssh, s", "ours, s", "ours, start to connect, s",
            "flights, ssh", "flights, ours", $"ours, {Servers} hosts, s", "hosts a second");
        foreach (var (delay, ssh, one, all) in rows)
        {
            table.Add(
                $"{delay} ms", one.Wall.RatioTo(ssh.Wall), AfterConnect(one).RatioTo(AfterConnect(ssh)), ssh.Wall.Spread(), one.Wall.Spread(),
                one.Of(run => run.Relayed!.Connected).Spread(), $"{Flights(ssh)}", $"{Flights(one)}", all.Wall.Spread(), $"{Servers / all.Wall.Median:F0}");
        }

        return Task.FromResult(
            $"{InTurns}. Medians; smallest and largest in brackets. Ratios are ours / OpenSSH: below 1 is better than OpenSSH.\n\n{table}");

        static Series AfterConnect(Variant variant) => variant.Of(run => run.Wall - run.Relayed!.Connected);
        static double Flights(Variant variant) => variant.Of(run => run.Relayed!.Flights).Median;
    }

    protected override async ValueTask StopHostsAsync()
    {
        foreach (var relay in relays) await relay.DisposeAsync();
        await base.StopHostsAsync();
    }

    private Variant Relayed(string name, RelayedFleet relayed, ClientCommand command, int hosts, Func<ProcessRun, Task<string>> report) =>
        new(name, name, command)
        {
            PrepareAsync = () =>
            {
                relayed.Clear();
                return Task.CompletedTask;
            },
            CheckAsync = async (run, measurement) =>
            {
                new ReportCounts(hosts, hosts, Changed: 0).Expect(name, await report(run));
                var connections = await relayed.EndedAsync(hosts, Stopping)
                    ?? throw new BenchException($"{name} left connections open, or made fewer than {hosts}");
                var connected = connections.Min(connection => connection.Started) - run.Began;
                return measurement with { Relayed = new RelayedRun(connected.TotalSeconds, connections.Max(connection => connection.Flights)) };
            },
        };

    private async Task<string> ReplayAsync(string hosts) => await EngineProbes.ReplayAsync(Work.Config, hosts, Work.Answers)
        ?? throw new BenchException("ssh brought the answer of a host that is not ready");
}

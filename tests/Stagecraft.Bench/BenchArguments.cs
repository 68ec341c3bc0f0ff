using System.Globalization;
using Stagecraft.Bench.Benchmarks;

namespace Stagecraft.Bench;

/// <summary>The command line of a benchmark: <c>NAME [--write] [NUMBER] [NUMBER]</c>.</summary>
internal sealed class BenchArguments
{
    private const int MostRounds = 1000;

    private readonly IReadOnlyList<string> numbers;

    public BenchArguments(IReadOnlyList<string> arguments)
    {
        Name = arguments[0];
        Write = arguments is [_, "--write", ..];
        numbers = [.. arguments.Skip(Write ? 2 : 1)];
    }

    public string Name { get; }

    /// <summary>Whether the table goes into the page.</summary>
    public bool Write { get; }

    /// <returns>Null if there is no such benchmark.</returns>
    public Func<CancellationToken, IBenchmark>? Find()
    {
        switch (Name)
        {
            case "ready":
                var (hosts, rounds) = (Hosts(100), Rounds(1, 5));
                return stopping => new ReadyBenchmark(hosts, rounds, stopping);
            case "peers":
                (hosts, rounds) = (Hosts(100), Rounds(1, 5));
                return stopping => new PeersBenchmark(hosts, rounds, stopping);
            case "scale":
                (rounds, hosts) = (Rounds(0, 5), Number(1, 1000, 100_000, "the number of hosts"));
                return stopping => new ScaleBenchmark(rounds, hosts, stopping);
            case "start":
                rounds = Rounds(0, 20);
                return stopping => new StartBenchmark(rounds, stopping);
            case "latency":
                rounds = Rounds(0, 5);
                return stopping => new LatencyBenchmark(rounds, stopping);
            case "cold":
                (hosts, rounds) = (Hosts(10), Rounds(1, 5));
                return stopping => new ColdBenchmark(hosts, rounds, stopping);
            case "timing":
                var measurements = Number(0, 100_000, 10_000_000, "the number of measurements");
                var seconds = Number(1, 60, 86_400, "the number of seconds");
                return stopping => new TimingBenchmark(measurements, TimeSpan.FromSeconds(seconds), stopping);
            default:
                return null;
        }
    }

    private int Hosts(int byDefault) => Number(0, byDefault, 250, "the number of hosts");

    private int Rounds(int position, int byDefault) => Number(position, byDefault, MostRounds, "the number of rounds");

    private int Number(int position, int byDefault, int most, string what)
    {
        if (numbers.Count <= position || numbers[position].Length == 0) return byDefault;
        var text = numbers[position];
        return text[0] != '0' && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most
            ? number
            : throw new BenchException($"{what} must be a number from 1 to {most}, not '{text}'");
    }
}

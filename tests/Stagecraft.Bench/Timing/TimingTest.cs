using System.Diagnostics;
using System.Security.Cryptography;

namespace Stagecraft.Bench.Timing;

/// <summary>
/// Measures an operation with inputs of two classes in random order, as in "Dude, is my code constant time?" (https://eprint.iacr.org/2016/1123).
/// It ends after a number of measurements, or when the time is up.
/// </summary>
internal static class TimingTest
{
    private const int Batch = 200;

    // .NET compiles a method again after 30 calls, and once more with what it has learned. Each time it waits until no new method is called.
    private const int WarmUps = 6;
    private static readonly TimeSpan Compilation = TimeSpan.FromMilliseconds(300);

    /// <returns>Nanoseconds, of each class.</returns>
    public static async Task<(IReadOnlyList<double> First, IReadOnlyList<double> Second)> MeasureAsync(TimedOperation operation, int count, TimeSpan limit, CancellationToken stopping)
    {
        var inputs = Enumerable.Range(0, Batch).Select(_ => new byte[operation.InputBytes]).ToArray();
        var (classes, current) = (new byte[Batch], new byte[operation.InputBytes]);
        var (times, counts) = (new long[Batch], new bool[Batch]);
        for (var i = 0; i < WarmUps; i++)
        {
            Measure();
            await Task.Delay(Compilation, stopping);
        }

        var measured = new[] { new List<double>(count), new List<double>(count) };
        var clock = Stopwatch.StartNew();
        do
        {
            stopping.ThrowIfCancellationRequested();
            Measure();
            for (var i = 0; i < Batch; i++)
            {
                if (counts[i]) measured[classes[i] & 1].Add(times[i] * (1e9 / Stopwatch.Frequency));
            }
        }
        while (measured[0].Count + measured[1].Count < count && clock.Elapsed < limit);

        return (measured[0], measured[1]);

        // The inputs of both classes exist before, and are read from the same place.
        void Measure()
        {
            RandomNumberGenerator.Fill(classes);
            for (var i = 0; i < Batch; i++) operation.Prepare((classes[i] & 1) != 0, inputs[i]);
            for (var i = 0; i < Batch; i++)
            {
                inputs[i].CopyTo(current, 0);
                var began = Stopwatch.GetTimestamp();
                counts[i] = operation.Run(current);
                times[i] = Stopwatch.GetTimestamp() - began;
            }
        }
    }
}

using System.Globalization;
using System.Runtime.Intrinsics;
using Stagecraft.Bench.Measuring;
using Stagecraft.Bench.Statistics;
using Stagecraft.Bench.Timing;
using Stagecraft.Bootstrap.Ssh.Sntrup761;

namespace Stagecraft.Bench.Benchmarks;

/// <summary>Whether the time of sntrup761 depends on secrets, for each width of vectors that this processor has.</summary>
internal sealed class TimingBenchmark(int measurements, TimeSpan limit, CancellationToken stopping) : IBenchmark
{
    private static readonly IReadOnlyList<string> Rows =
    [
        "key generation: fixed or random secrets",
        "decapsulation: fixed or random secret key",
        "decapsulation: fixed or random ciphertext",
        "decapsulation: right or wrong ciphertext",
        "control: two classes without a difference",
        "control: decapsulation with a comparison that stops at the first difference",
    ];

    public async Task<string> RunAsync()
    {
        var load = Machine.LoadAverage();
        List<(string Title, IReadOnlyList<string> Cells)> columns = [("one number", await ColumnAsync<Lanes1>("one number"))];
        if (Vector128.IsHardwareAccelerated) columns.Add(("128 bits", await ColumnAsync<Lanes128>("128 bits")));
        if (Vector256.IsHardwareAccelerated) columns.Add(("256 bits", await ColumnAsync<Lanes256>("256 bits")));
        if (Vector512.IsHardwareAccelerated) columns.Add(("512 bits", await ColumnAsync<Lanes512>("512 bits")));

        var table = new MarkdownTable(["", .. columns.Select(column => column.Title)]);
        for (var row = 0; row < Rows.Count; row++) table.Add([Rows[row], .. columns.Select(column => column.Cells[row])]);
        return $"The largest |t| of {measurements:N0} measurements, or of those in brackets, which took {limit.TotalSeconds:N0} s. "
            + $"From {WelchTest.Threshold.ToString(CultureInfo.InvariantCulture)} on (bold), the two classes take different times; "
            + $"the difference of their medians follows.\n\n{table}\n{Machine.Describe(load)}\n";
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // In the order of the rows.
    private async Task<IReadOnlyList<string>> ColumnAsync<TLanes>(string width)
        where TLanes : struct, ILanes<TLanes>
    {
        TimedOperation[] operations =
        [
            new KeyGeneration<TLanes>(), new SecretKeys<TLanes>(), new Ciphertexts<TLanes>(), new WrongCiphertexts<TLanes>(),
            new EqualClasses<TLanes>(), new LeakyDecapsulation<TLanes>(),
        ];
        var cells = new List<string>();
        foreach (var (operation, title) in operations.Zip(Rows))
        {
            await Console.Error.WriteLineAsync($"bench: {width}, {title}");
            cells.Add(await CellAsync(operation));
        }

        return cells;
    }

    private async Task<string> CellAsync(TimedOperation operation)
    {
        var (first, second) = await TimingTest.MeasureAsync(operation, measurements, limit, stopping);
        var (t, measured) = (WelchTest.LargestT(first, second), first.Count + second.Count);
        var count = measured < measurements ? string.Create(CultureInfo.InvariantCulture, $" ({measured:N0})") : "";
        var difference = Math.Abs(new Series(first).Median - new Series(second).Median);
        return t < WelchTest.Threshold
            ? string.Create(CultureInfo.InvariantCulture, $"{t:F1}{count}")
            : string.Create(CultureInfo.InvariantCulture, $"**{t:F1}**{count}, {difference:F0} ns");
    }
}

using Stagecraft.Bench.Measuring;
using Stagecraft.Bench.Statistics;

namespace Stagecraft.Bench.Benchmarks;

/// <summary>A table for clients whose hosts are on the same machine: the hosts' processor time has a column.</summary>
/// <param name="basis">The variant that the others are compared with.</param>
/// <param name="more">The titles of further columns.</param>
internal sealed class HostsTable(Variant basis, params IEnumerable<string> more)
{
    private readonly MarkdownTable table = new(["", "wall, ratio", "client CPU, ratio", "wall, s", "client CPU, s", "hosts' CPU, s", "largest process", .. more]);

    public void Add(Variant variant, params IEnumerable<string> cells) => table.Add(
    [
        variant.Title, variant.Wall.RatioTo(basis.Wall), variant.ClientCpu.RatioTo(basis.ClientCpu),
        variant.Wall.Spread(), variant.ClientCpu.Spread(), variant.HostsCpu.Spread(), $"{variant.Memory.Median:F0} MiB", .. cells,
    ]);

    public override string ToString() => table.ToString();
}

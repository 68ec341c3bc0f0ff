using Stagecraft.Bench.Measuring;
using Stagecraft.Bench.Statistics;

namespace Stagecraft.Bench.Benchmarks;

/// <summary>A table for clients whose hosts are on the same machine: the hosts' processor time has a column.</summary>
internal sealed class HostsTable(Variant basis)
{
    private readonly MarkdownTable table = new("", "wall, ratio", "client CPU, ratio", "wall, s", "client CPU, s", "hosts' CPU, s", "largest process");

    public void Add(Variant variant) => Add(variant, variant.Wall.RatioTo(basis.Wall), variant.ClientCpu.RatioTo(basis.ClientCpu));

    /// <summary>Adds the variant that the others are compared with, where it is someone else's.</summary>
    public void AddBasis() => Add(basis, "1", "1");

    public override string ToString() => table.ToString();

    private void Add(Variant variant, string wallRatio, string cpuRatio) => table.Add(
        variant.Title, wallRatio, cpuRatio,
        variant.Wall.Spread(), variant.ClientCpu.Spread(), variant.HostsCpu.Spread(), $"{variant.Memory.Median:F0} MiB");
}

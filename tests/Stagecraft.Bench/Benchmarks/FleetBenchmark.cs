using Stagecraft.Bench.Hosts;
using Stagecraft.Bench.Measuring;

namespace Stagecraft.Bench.Benchmarks;

/// <summary>A benchmark on a fleet of ready hosts.</summary>
internal abstract class FleetBenchmark(int hosts, int rounds, CancellationToken stopping) : Benchmark(rounds, stopping)
{
    private ReadyFleet? fleet;

    protected int HostCount => hosts;

    protected sealed override async Task<IReadOnlyList<Variant>> PrepareAsync()
    {
        fleet = await ReadyFleet.StartAsync(Work, hosts, Stopping);
        return await PrepareAsync(fleet);
    }

    protected abstract Task<IReadOnlyList<Variant>> PrepareAsync(ReadyFleet ready);

    protected override ValueTask StopHostsAsync() => fleet?.DisposeAsync() ?? ValueTask.CompletedTask;
}

using Stagecraft.Bench.Clients;
using Stagecraft.Bench.Hosts;
using Stagecraft.Bench.Measuring;

namespace Stagecraft.Bench.Benchmarks;

/// <summary>A benchmark on a fleet of ready hosts.</summary>
internal abstract class FleetBenchmark(int hosts, int rounds, CancellationToken stopping) : Benchmark(rounds, stopping)
{
    private ReadyFleet? fleet;

    protected int HostCount => hosts;

    /// <summary>Whether the OpenSSH client of this machine must be able to connect.</summary>
    protected virtual bool NeedsSsh => true;

    protected sealed override async Task<IReadOnlyList<Variant>> PrepareAsync()
    {
        fleet = await ReadyFleet.StartAsync(Work, hosts, Stopping);
        Work.ClearAnswers();
        if (NeedsSsh && await Fleet.AgreedAsync(new OpenSsh(Work).Ask(Fleet.Address(Fleet.Observed), Work.Answers), Stopping) is null)
            throw new BenchException("`ssh` of this machine does not have the key exchange BENCH_KEX. Only `build/bench ready` works without it");
        return await PrepareAsync(fleet);
    }

    protected abstract Task<IReadOnlyList<Variant>> PrepareAsync(ReadyFleet ready);

    protected override ValueTask StopHostsAsync() => fleet?.DisposeAsync() ?? ValueTask.CompletedTask;
}

using Stagecraft.Bench.Hosts;
using Stagecraft.Bench.Measuring;

namespace Stagecraft.Bench.Benchmarks;

/// <summary>The tool on ready hosts, compared with an OpenSSH fan-out, and on request with another version of the tool.</summary>
internal sealed class ReadyBenchmark(int hosts, int rounds, CancellationToken stopping) : FleetBenchmark(hosts, rounds, stopping)
{
    private IReadOnlyList<Variant> variants = [];
    private Variant? other;

    protected override Task<IReadOnlyList<Variant>> PrepareAsync(ReadyFleet ready)
    {
        variants =
        [
            ready.Ours(64, "ours, `--parallel 64`"), ready.Ssh(), ready.Ours(16, "ours, `--parallel 16` (the default)"), ready.OursWithSettings(16),
            ready.OursWithSshConfig(16), ready.Login(),
        ];
        other = ready.Other(16);
        return Task.FromResult<IReadOnlyList<Variant>>(other is null ? variants : [.. variants, other]);
    }

    protected override Task<string> DescribeAsync()
    {
        if (variants is not [var ours64, var ssh, var ours16, var oursWithSettings, var oursWithConfig, var login]) throw new InvalidOperationException("Nothing was measured.");
        var table = new HostsTable(ssh);
        table.Add(ours64);
        table.Add(ours16);
        table.Add(oursWithSettings);
        table.Add(oursWithConfig);
        if (other is not null) table.Add(other);
        table.AddBasis();
        table.Add(login);
        return Task.FromResult(
            $"{HostCount} hosts, {InTurns}. Medians; smallest and largest in brackets. Ratios are ours / OpenSSH: below 1 is better than OpenSSH.\n\n{table}");
    }
}

using Stagecraft.Bench.Clients;
using Stagecraft.Bench.Measuring;

namespace Stagecraft.Bench.Benchmarks;

/// <summary>A comparison of clients.</summary>
internal abstract class Benchmark(int rounds, CancellationToken stopping) : IBenchmark
{
    protected int Rounds => rounds;

    protected CancellationToken Stopping => stopping;

    protected Workspace Work { get; } = new();

    /// <summary>The first line of every table.</summary>
    protected string InTurns => $"{Rounds} rounds in turns";

    /// <summary>Debian packages that this benchmark needs in addition.</summary>
    protected virtual IEnumerable<DebianPackage> Packages => [];

    public async Task<string> RunAsync()
    {
        await DebianPackage.InstallMissingAsync(
            [new("time", "/usr/bin/time"), new("openssh-client", "ssh"), new("findutils", "xargs"), new("util-linux", "unshare"), .. Packages], stopping);
        var variants = await PrepareAsync();
        var ssh = new OpenSsh(Work);
        var load = await new Comparison(Work, ssh.CloseKeptConnectionsAsync, stopping).RunAsync(variants, rounds);
        return $"{await DescribeAsync()}\n{Machine.Describe(load, await ssh.DescribeAsync(stopping))}\n";
    }

    public async ValueTask DisposeAsync()
    {
        await new OpenSsh(Work).CloseKeptConnectionsAsync();
        await StopHostsAsync();
        Work.Dispose();
    }

    /// <summary>Starts the hosts and writes what the clients need.</summary>
    /// <returns>The variants, in the order of their turns.</returns>
    protected abstract Task<IReadOnlyList<Variant>> PrepareAsync();

    /// <summary>The text and the table, without the machine.</summary>
    protected abstract Task<string> DescribeAsync();

    protected virtual ValueTask StopHostsAsync() => ValueTask.CompletedTask;
}

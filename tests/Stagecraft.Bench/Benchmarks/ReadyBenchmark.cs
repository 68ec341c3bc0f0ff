using System.Globalization;
using Stagecraft.Bench.Clients;
using Stagecraft.Bench.Hosts;
using Stagecraft.Bench.Measuring;

namespace Stagecraft.Bench.Benchmarks;

/// <summary>The tool on ready hosts, compared with OpenSSH's clients and with SSH libraries, and on request with another version of the tool.</summary>
internal sealed class ReadyBenchmark(int hosts, int rounds, CancellationToken stopping) : FleetBenchmark(hosts, rounds, stopping)
{
    private const int Parallel = 64;

    // With the key exchange. Without one, the client cannot take part.
    private readonly List<(Variant Variant, string? KeyExchange)> clients = [];
    private Variant? start;
    private Variant? ours;
    private Variant? go;

    protected override bool NeedsSsh => false;

    protected override IEnumerable<DebianPackage> Packages => FanOut.Packages;

    private IEnumerable<Variant> Measured => clients.Where(client => client.KeyExchange is not null).Select(client => client.Variant);

    protected override async Task<IReadOnlyList<Variant>> PrepareAsync(ReadyFleet ready)
    {
        var installed = new OpenSsh(Work);
        var newest = await OpenSsh.NewestAsync(Work, Stopping);
        var inGo = await FanOut.InGoAsync(Work, Stopping);
        var inPython = await FanOut.InPythonAsync(Work, Stopping);
        start = ready.Start();
        ours = ready.Ours(Parallel, $"ours, `--parallel {Parallel}`");
        go = ready.FanOut(inGo, Parallel);

        await AddAsync(
            OneHost(ready.Tool), ours, ready.Ours(16, "ours, `--parallel 16` (the default)"), ready.OursWithSettings(16), ready.OursWithSshConfig(16));
        if (Tool.Other is { } other) await AddAsync(OneHost(other), ready.Other(other, Parallel), ready.Other(other, 16));
        await AddAsync(OneHost(installed), ready.Ssh(installed, await installed.VersionAsync(Stopping)), ReadyFleet.Login(installed));
        await AddAsync(OneHost(newest), ready.Ssh(newest, $"{await newest.VersionAsync(Stopping)}, the newest"));
        await AddAsync(inGo.Ask(Work.ObservedAddresses, 1), go);
        await AddAsync(inPython.Ask(Work.ObservedAddresses, 1), ready.FanOut(inPython, Parallel));
        return [start, .. Measured];
    }

    protected override Task<string> DescribeAsync()
    {
        if (start is null || ours is null || go is null) throw new InvalidOperationException("Nothing was measured.");
        var basis = Measured.First(variant => variant.Name == "ssh");
        var table = new HostsTable(basis, "key exchange");
        foreach (var (variant, keyExchange) in clients)
        {
            if (keyExchange is not null) table.Add(variant, keyExchange);
        }

        table.Add(start, "");
        var excluded = clients.Where(client => client.KeyExchange is null).Select(client => client.Variant.Title).ToList();
        return Task.FromResult(
            $"{HostCount} hosts, {InTurns}. Medians; smallest and largest in brackets. Ratios are to {basis.Title}: below 1 is better.\n\n{table}\n"
            + Beyond(start, ours, go)
            + (excluded.Count == 0 ? "" : $"Not measured, because they do not have the key exchange of these servers: {string.Join("; ", excluded)}.\n"));
    }

    // What a host costs, without what a run costs even if it has no connection.
    private string Beyond(Variant without, Variant with, Variant peer)
    {
        var cpu = 1000 * (with.ClientCpu.Median - without.ClientCpu.Median) / HostCount;
        var text = string.Create(CultureInfo.InvariantCulture, $"Without its start, the tool (`--parallel {Parallel}`) takes {cpu:F1} ms of processor time per host");
        return Measured.Contains(peer)
            ? string.Create(CultureInfo.InvariantCulture, $"{text}, and {(with.Wall.Median - without.Wall.Median) / peer.Wall.Median:F2} times the wall-clock time of the Go client.\n")
            : $"{text}.\n";
    }

    private async Task AddAsync(ClientCommand oneHost, params IEnumerable<Variant> variants)
    {
        var keyExchange = await Fleet.AgreedAsync(oneHost, Stopping);
        clients.AddRange(variants.Select(variant => (variant, keyExchange)));
    }

    private ClientCommand OneHost(Tool tool) => tool.Run(Work.Config, Work.ObservedHosts, 1);

    private ClientCommand OneHost(OpenSsh ssh) => ssh.Ask(Fleet.Address(Fleet.Observed), Work.Answers);
}

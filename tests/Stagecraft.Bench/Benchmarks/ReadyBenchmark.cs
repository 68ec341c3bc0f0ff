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

    // Runs of the tool, each with what it costs without a connection.
    private readonly List<(Variant Run, Variant Start, string Title)> beyondStart = [];
    private IReadOnlyList<(Variant Variant, string Title)> peers = [];

    protected override bool NeedsSsh => false;

    protected override IEnumerable<DebianPackage> Packages => [.. FanOut.Packages, .. Tool.NativePackages];

    private IEnumerable<Variant> Measured => clients.Where(client => client.KeyExchange is not null).Select(client => client.Variant);

    protected override async Task<IReadOnlyList<Variant>> PrepareAsync(ReadyFleet ready)
    {
        var installed = new OpenSsh(Work);
        var newest = await OpenSsh.NewestAsync(Work, Stopping);
        var inGo = await FanOut.InGoAsync(Work, Stopping);
        var inPython = await FanOut.InPythonAsync(Work, Stopping);
        var native = await Tool.NativeAsync(Stopping);
        var (ours, oursNative) = (ready.Ours(Parallel, $"ours, `--parallel {Parallel}`"), ready.Native(native, Parallel));
        beyondStart.Add((oursNative, ready.Start(native, "start-native", "ours, native"), "native tool"));
        beyondStart.Add((ours, ready.Start(ready.Tool, "start", "ours"), "tool"));
        peers = [(ready.FanOut(inGo, Parallel), "the Go client"), (ready.FanOut(inPython, Parallel), "asyncssh")];

        await AddAsync(OneHost(native), oursNative);
        await AddAsync(
            OneHost(ready.Tool), ours, ready.Ours(16, "ours, `--parallel 16` (the default)"), ready.OursWithSettings(16), ready.OursWithSshConfig(16));
        if (Tool.Other is { } other) await AddAsync(OneHost(other), ready.Other(other, Parallel), ready.Other(other, 16));
        await AddAsync(OneHost(installed), ready.Ssh(installed, await installed.VersionAsync(Stopping)), ReadyFleet.Login(installed));
        await AddAsync(OneHost(newest), ready.Ssh(newest, $"{await newest.VersionAsync(Stopping)}, the newest"));
        await AddAsync(inGo.Ask(Work.ObservedAddresses, 1), peers[0].Variant);
        await AddAsync(inPython.Ask(Work.ObservedAddresses, 1), peers[1].Variant);
        return [.. beyondStart.Select(pair => pair.Start), .. Measured];
    }

    protected override Task<string> DescribeAsync()
    {
        var basis = Measured.First(variant => variant.Name == "ssh");
        var table = new HostsTable(basis, "key exchange");
        foreach (var (variant, keyExchange) in clients)
        {
            if (keyExchange is not null) table.Add(variant, keyExchange);
        }

        foreach (var (_, start, _) in beyondStart) table.Add(start, "");
        var excluded = clients.Where(client => client.KeyExchange is null).Select(client => client.Variant.Title).ToList();
        return Task.FromResult(
            $"{HostCount} hosts, {InTurns}. Medians; smallest and largest in brackets. Ratios are to {basis.Title}: below 1 is better.\n\n{table}\n"
            + string.Concat(beyondStart.Select(pair => Beyond(pair.Title, pair.Start, pair.Run)))
            + (excluded.Count == 0 ? "" : $"Not measured, because they do not have the key exchange of these servers: {string.Join("; ", excluded)}.\n"));
    }

    // What a host costs, without what a run costs even if it has no connection.
    private string Beyond(string title, Variant without, Variant with)
    {
        var (cpu, wall) = (with.ClientCpu.Median - without.ClientCpu.Median, with.Wall.Median - without.Wall.Median);
        var ratios = peers.Where(peer => Measured.Contains(peer.Variant)).Select(peer => string.Create(
            CultureInfo.InvariantCulture,
            $"; compared with {peer.Title}, {cpu / peer.Variant.ClientCpu.Median:F2} times the processor time and {wall / peer.Variant.Wall.Median:F2} times the wall-clock time"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Without its start, the {title} (`--parallel {Parallel}`) takes {1000 * cpu / HostCount:F1} ms of processor time per host{string.Concat(ratios)}.\n");
    }

    private async Task AddAsync(ClientCommand oneHost, params IEnumerable<Variant> variants)
    {
        var keyExchange = await Fleet.AgreedAsync(oneHost, Stopping);
        clients.AddRange(variants.Select(variant => (variant, keyExchange)));
    }

    private ClientCommand OneHost(Tool tool) => tool.Run(Work.Config, Work.ObservedHosts, 1);

    private ClientCommand OneHost(OpenSsh ssh) => ssh.Ask(Fleet.Address(Fleet.Observed), Work.Answers);
}

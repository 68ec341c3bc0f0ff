using Stagecraft.Bench.Clients;
using Stagecraft.Bench.Hosts;
using Stagecraft.Bench.Measuring;
using Stagecraft.Bench.Statistics;

namespace Stagecraft.Bench.Benchmarks;

/// <summary>What grows with the number of hosts, and what hosts that hang cost the others.</summary>
internal sealed class ScaleBenchmark(int rounds, int manyHosts, CancellationToken stopping) : FleetBenchmark(Servers, rounds, stopping)
{
    private const int Servers = 100;
    private const int Parallel = 64;
    // One host in this many says nothing, beginning with the first.
    private const int SilentEach = 20;
    private const int Silent = Servers / SilentEach;
    private const int Healthy = Servers - Silent;
    // Seconds after which the tool gives a silent host up.
    private const int Limit = 15;

    private IReadOnlyList<Variant> variants = [];

    protected override IEnumerable<DebianPackage> Packages => Tool.NativePackages;

    protected override async Task<IReadOnlyList<Variant>> PrepareAsync(ReadyFleet ready)
    {
        var native = await Tool.NativeAsync(Stopping);
        Work.Write("many.json", ManyHosts());
        Work.Write("healthy.json", MixedHosts(withSilent: false));
        Work.Write("silent.json", MixedHosts(withSilent: true));
        Work.Write("limited.yml", File.ReadAllText(Work.Config).Replace("connectTimeout: 120s", $"connectTimeout: {Limit}s", StringComparison.Ordinal));
        await Processes.OutputAsync("the first server does not answer", new OpenSsh(Work).Ask(Fleet.Address(1), Work.Folder), Stopping);

        return variants =
        [
            ready.Ours(Parallel, $"the tool, {Servers} hosts"),
            Watched("many", $"the tool, {manyHosts:N0} hosts", ready.Tool.Run(Work.Config, Work["many.json"], Parallel), manyHosts, silent: 0),
            ready.Native(native, Parallel, $"the native tool, {Servers} hosts"),
            Watched("manynative", $"the native tool, {manyHosts:N0} hosts", native.Run(Work.Config, Work["many.json"], Parallel), manyHosts, silent: 0),
            // Verbose: the line that a host has answered comes at once, not when it is the host's turn in the report.
            Watched("healthy", $"the tool, {Healthy} hosts", ready.Tool.Verbose(Work["limited.yml"], Work["healthy.json"], Parallel), Healthy, silent: 0),
            Watched(
                "silent",
                $"the tool, these and {Silent} that say nothing",
                ready.Tool.Verbose(Work["limited.yml"], Work["silent.json"], Parallel),
                Servers,
                Silent),
            Engine(1_000),
            Engine(10_000),
            Engine(100_000),
        ];
    }

    protected override Task<string> DescribeAsync()
    {
        if (variants is not [var ours, var many, var native, var manyNative, var healthy, var silent, var engine, ..]) throw new InvalidOperationException("Nothing was measured.");
        var table = new MarkdownTable("", "time, ratio", "memory, ratio", "wall, s", "client CPU, s", "largest process");
        Add(ours, ours);
        Add(many, ours);
        Add(native, native);
        Add(manyNative, native);
        Add(healthy, healthy);
        Add(silent, healthy);
        foreach (var variant in variants.Skip(6)) Add(variant, engine);
        return Task.FromResult(
            $"{InTurns}, {Parallel} hosts in flight. Medians; smallest and largest in brackets.\n\n{table}\n"
            + $"The last of {Healthy} hosts had answered after {LastAnswer(healthy)} s; next to {Silent} silent hosts, "
            + $"given up after {Limit} s, after {LastAnswer(silent)} s.\n"
            + $"With {manyHosts:N0} hosts the tool had at most {many.Of(run => run.Watched!.Files).Largest:F0} files open, "
            + $"and {many.Of(run => run.Watched!.Ports).Largest:F0} ports were in use at most.\n");

        void Add(Variant variant, Variant basis) => table.Add(
            variant.Title, variant.Wall.RatioTo(basis.Wall), variant.Memory.RatioTo(basis.Memory),
            variant.Wall.Spread(), variant.ClientCpu.Spread(), $"{variant.Memory.Median:F0} MiB");
    }

    private static string LastAnswer(Variant variant) => variant.Of(run => run.Watched!.LastAnswer).Spread();

    private static Variant Watched(string name, string title, ClientCommand command, int hosts, int silent) => new(name, title, command)
    {
        // A host failed.
        ExpectedExitCode = silent > 0 ? 10 : 0,
        CreateWatch = () => new RunWatch(Fleet.Port, silent),
        CheckAsync = Variant.Check(run =>
        {
            new ReportCounts(hosts, hosts - silent, Changed: 0).Expect(name, run.Output);
            return Task.CompletedTask;
        }),
    };

    // This program in a separate process: the figures include the start of .NET. Its exit code says whether all were ready.
    private Variant Engine(int hosts) => new(
        $"engine{hosts}",
        $"the engine alone, {hosts:N0} hosts",
        new ClientCommand(
            "dotnet", typeof(ScaleBenchmark).Assembly.Location, "engine", Work.Config, Work[Fleet.Address(1)], "host-1", $"{hosts}", $"{Parallel}"))
    {
        CheckAsync = Variant.Check(_ => Task.CompletedTask),
    };

    // More hosts than servers: each server is several hosts, one after the other and at once.
    private string ManyHosts() => ClientInputs.Document(Enumerable.Range(0, manyHosts).Select(index =>
        ClientInputs.Host($"many-{index:D6}", index % Servers + 1, Fleet.Address(index % Servers + 1))));

    private static string MixedHosts(bool withSilent) => ClientInputs.Document(
        from index in Enumerable.Range(1, Servers)
        let isSilent = index % SilentEach == 1
        where withSilent || !isSilent
        select ClientInputs.Host($"mixed-{index:D3}", index, isSilent ? $"127.1.1.{index / SilentEach + 1}" : Fleet.Address(index)));
}

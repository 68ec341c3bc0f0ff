using System.Text.RegularExpressions;
using Stagecraft.Bench.Clients;
using Stagecraft.Bench.Hosts;
using Stagecraft.Bench.Measuring;

namespace Stagecraft.Bench.Benchmarks;

/// <summary>The tool and the MSBuild target on ready hosts, compared with other tools.</summary>
internal sealed class PeersBenchmark(int hosts, int rounds, CancellationToken stopping) : FleetBenchmark(hosts, rounds, stopping)
{
    private const int ClushFanOut = 64;
    private const string TaskProject = "src/Stagecraft.Build.Tasks";

    // What each host answers to the questions of the playbook, as whole lines of Ansible's output.
    private static readonly string[] PlaybookAnswers = [@"28\.2\.2", @"2\.37\.1", "LoadState=loaded", @" *""HostName"": ""host-[0-9]+"","];

    private IReadOnlyList<Variant> variants = [];

    protected override IEnumerable<DebianPackage> Packages => [Ansible.Package, new("clustershell", "clush"), Ansible.MitogenPackage, .. Tool.NativePackages];

    protected override async Task<IReadOnlyList<Variant>> PrepareAsync(ReadyFleet ready)
    {
        await Dotnet.BuildReleaseAsync(TaskProject, Stopping);
        Work.Write("infra.proj", $"<Project>\n  <Import Project=\"{Workspace.Repository}/Stagecraft.targets\" />\n</Project>\n");
        var ansible = new Ansible(Work);
        ansible.Write(Fleet.Port, File.ReadLines(Work.Addresses));
        var script = ansible.Script();
        var playbook = ansible.Playbook(Workspace.Piece("peers/playbook.yml"));
        var scriptAnswers = ready.Answers("Ansible");

        Variant Script(string name, string title, ClientCommand command) => new(name, title, command)
        {
            CheckAsync = (run, measurement) =>
            {
                ansible.UnwrapAnswers();
                return scriptAnswers(run, measurement);
            },
        };
        Variant Playbook(string name, string title, ClientCommand command) => new(name, title, command) { CheckAsync = Variant.Check(CheckPlaybookAsync) };

        return variants =
        [
            ready.Native(await Tool.NativeAsync(Stopping), 64),
            ready.Ours(64, "ours, `--parallel 64`"),
            ready.Ours(16, "ours, `--parallel 16` (the default)"),
            new Variant("msbuild", "ours, `dotnet build -t:Bootstrap`", Build()) { CheckAsync = ready.Reports(_ => File.ReadAllText(Work["msbuild.json"])) },
            ready.Ssh(new OpenSsh(Work)),
            new Variant("clush", $"ClusterShell, `clush -f {ClushFanOut}`", Clush()) { CheckAsync = ready.Answers("clush") },
            Script("ansible", "Ansible, our script as one task", script),
            Script("mitogen", "Ansible with Mitogen, our script as one task", ansible.WithMitogen(script)),
            Playbook("playbook", "Ansible, a playbook of four tasks", playbook),
            Playbook("playbook-mitogen", "Ansible with Mitogen, a playbook of four tasks", ansible.WithMitogen(playbook)),
        ];
    }

    protected override async Task<string> DescribeAsync()
    {
        var table = new HostsTable(variants[0]);
        foreach (var variant in variants) table.Add(variant);
        var mitogen = await Ansible.MitogenPackage.VersionAsync(Stopping);
        var clush = await Processes.OutputAsync("ClusterShell does not start", new ClientCommand("clush", "--version"), Stopping);
        return $"{HostCount} hosts, {InTurns}. Medians; smallest and largest in brackets. Ratios are theirs / ours (native, `--parallel 64`): above 1 is slower than ours.\n\n"
            + $"{table}\n{await Ansible.DescribeAsync(Stopping)}; Mitogen {mitogen}; {clush.Trim()}.\n";
    }

    // MSBuild's nodes neither outlive a run nor serve the next one.
    private ClientCommand Build() => new(
        "dotnet", "build", Work["infra.proj"], "-t:Bootstrap", "-nr:false", "-tl:off", "-v:quiet", "--nologo",
        $"-p:StagecraftTaskAssembly={Workspace.Repository}/{TaskProject}/bin/Release/net10.0/Stagecraft.Build.Tasks.dll",
        $"-p:StagecraftHostsFile={Work.Hosts}", "-p:StagecraftMaxParallelHosts=64", $"-p:StagecraftReport={Work["msbuild.json"]}");

    // It hands its standard input to all hosts.
    private ClientCommand Clush() => new(
        "clush", "--quiet", "-t", "120", "-f", $"{ClushFanOut}", "--hostfile", Work.Addresses, "--outdir", Work.Answers,
        "-o", $"-F {Work.SshConfig}", File.ReadAllText(Work.Command))
    {
        InputFile = Work.Input,
    };

    private Task CheckPlaybookAsync(ProcessRun run)
    {
        var lines = run.Output.Split('\n');
        foreach (var answer in PlaybookAnswers)
        {
            if (lines.Count(line => Matches(line, $"^{answer}$")) != HostCount) throw new BenchException($"the playbook did not bring '{answer}' from all hosts");
        }

        var named = Regex.Matches(run.Output, "\"host-[0-9]+\"", RegexOptions.CultureInvariant, Limit).Select(match => match.Value).Distinct(StringComparer.Ordinal);
        if (named.Count() != HostCount) throw new BenchException("the playbook did not bring an answer of each host");
        return Task.CompletedTask;
    }

    private static TimeSpan Limit => TimeSpan.FromSeconds(10);

    private static bool Matches(string line, string pattern) => Regex.IsMatch(line, pattern, RegexOptions.CultureInvariant, Limit);
}

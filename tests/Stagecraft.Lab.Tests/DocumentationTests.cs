using System.Diagnostics;
using System.Reflection;
using Stagecraft.Testing;
using Stagecraft.Testing.Documentation;

namespace Stagecraft.Lab.Tests;

/// <summary>What the pages say of the lab, typed in.</summary>
[TestClass]
[RequiresLab]
public sealed class DocumentationTests
{
    [TestMethod]
    public async Task The_quick_start_makes_three_bare_hosts_ready_and_a_second_run_changes_nothing()
    {
        var run = await BashAsync("build/quickstart");

        Assert.AreEqual(0, run.ExitCode, run.ToString());
        Assert.Contains("3 hosts: 3 ready, 0 failed, 0 cancelled; 3 changed.", run.Output);
        Assert.Contains("3 hosts: 3 ready, 0 failed, 0 cancelled; 0 changed.", run.Output);
    }

    [TestMethod]
    public async Task The_way_to_try_a_build_on_the_lab_works()
    {
        var block = Page.All.Single(page => page.Path == "docs/msbuild.md").Blocks().Single(block => block.Lines.Contains("build/lab up 3")).Lines;

        var run = await BashAsync(string.Join('\n', block));

        Assert.AreEqual(0, run.ExitCode, run.ToString());
        Assert.Contains("infra -> 3 hosts: 3 ready, 0 failed, 0 cancelled; 3 changed", run.Output);
        Assert.Contains("infra -> deployed to db-1, app-1, app-2", run.Output);
    }

    [TestMethod]
    public async Task The_commands_of_the_lab_work_in_the_order_that_is_shown()
    {
        var folder = Directory.CreateTempSubdirectory("stagecraft-docs-");
        try
        {
            File.CreateSymbolicLink(Path.Combine(folder.FullName, "build"), Path.Combine(Repository.Root, "build"));
            var block = Page.All.Single(page => page.Path == "build/lab.d/README.md").Blocks().First().Lines;

            var run = await BashAsync(string.Join('\n', block.Select(WithoutSudo)), folder.FullName);

            Assert.AreEqual(0, run.ExitCode, run.ToString());
            Assert.Contains("Ubuntu 22.04", run.Output);
            Assert.Contains("infra:", File.ReadAllText(Path.Combine(folder.FullName, "stagecraft.yml")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [TestMethod]
    public async Task The_recording_is_what_a_run_prints_today()
    {
        var file = Path.GetTempFileName();
        try
        {
            var run = await BashAsync($"build/record {file}");

            Assert.AreEqual(0, run.ExitCode, run.ToString());
            Assert.AreEqual(File.ReadAllText(Path.Combine(Repository.Root, "docs", "recording.md")), File.ReadAllText(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [TestMethod]
    [DataRow("build/bench ready", "2 1")]
    [DataRow("build/bench peers", "2 1")]
    [DataRow("build/bench scale", "1")]
    [DataRow("build/bench start", "1")]
    [DataRow("build/bench latency", "1")]
    [DataRow("build/bench cold", "1 1")]
    public async Task A_benchmark_ends_with_a_table(string documented, string small)
    {
        var run = await BashAsync($"{documented} {small}");

        Assert.AreEqual(0, run.ExitCode, run.ToString());
        Assert.Contains("\n|---", run.Output);
        Assert.Contains("\nMachine: ", run.Output);
    }

    // What they start takes an hour. A little of it is in this very project's run.
    [TestMethod]
    [DataRow("build/chaos cut 200", "STAGECRAFT_CHAOS_KILL_POINTS=200", nameof(Chaos.KillPointTests.A_connection_that_is_cut_anywhere_leaves_a_host_that_the_next_run_makes_ready))]
    [DataRow("build/chaos kill 8", "STAGECRAFT_CHAOS_TOOL_KILLS=8", nameof(Chaos.KillPointTests.A_tool_that_is_killed_anywhere_leaves_hosts_that_the_next_run_makes_ready))]
    [DataRow("build/chaos soak 2000", "STAGECRAFT_CHAOS_SOAK=2000", nameof(Chaos.SoakTests.Bootstraps_leave_no_thread_no_descriptor_and_no_memory_behind))]
    public async Task A_long_test_starts_what_it_says(string documented, string setting, string test)
    {
        var calls = await DotnetCallsAsync(documented);

        Assert.StartsWith("test --project tests/Stagecraft.Lab.Tests --filter FullyQualifiedName~", calls);
        Assert.StartsWith(calls.Split('~')[1].Split(' ')[0], test);
        Assert.Contains($"\n{setting}\n", calls);
    }

    // The stand-in of dotnet is at once done with each run.
    [TestMethod]
    [DataRow("build/stress -n 20 ConnectTests CommandTests")]
    public async Task A_stress_run_starts_what_it_says(string documented)
    {
        var calls = await DotnetCallsAsync(documented);

        Assert.StartsWith("build --nologo --verbosity quiet tests/Stagecraft.Bootstrap.Ssh.Tests\n", calls);
        Assert.EndsWith("ConnectTests: 20 runs\nCommandTests: 20 runs\n40 runs, 0 failed\n", calls);
    }

    [TestMethod]
    public async Task Mutation_testing_starts_what_it_says() => Assert.StartsWith(
        "tool restore\nstryker --config-file ../../tests/stryker-config.yaml ",
        await DotnetCallsAsync("build/mutation"));

    [TestMethod]
    public async Task A_command_that_runs_some_tests_finds_them()
    {
        var commands = Page.All.SelectMany(page => page.Blocks()).SelectMany(block => block.Lines).SelectMany(ShellLine.Commands)
            .Where(words => words is ["dotnet", "test", ..])
            .ToList();

        Assert.IsNotEmpty(commands);
        foreach (var words in commands)
        {
            var run = await BashAsync($"{string.Join(' ', words.Select(word => $"'{word}'"))} --no-build --list-tests");
            Assert.AreEqual(0, run.ExitCode, run.ToString());
        }
    }

    [TestMethod]
    public void Every_command_of_the_repository_that_a_page_names_is_tried_here()
    {
        string[] elsewhere =
        [
            "build/test", // This very run.
            "build/quickstart", "build/lab", // As whole blocks, above.
        ];
        var tried = typeof(DocumentationTests).GetMethods().SelectMany(method => method.GetCustomAttributes<DataRowAttribute>())
            .Select(row => (string)row.Data[0]!).Concat(elsewhere).Append("build/mutation").Append("build/record");

        var documented = Page.All.SelectMany(page => page.Blocks()).SelectMany(block => block.Lines).SelectMany(ShellLine.Commands)
            .Select(words => WithoutSudo(string.Join(' ', words)))
            .Where(command => command.StartsWith("build/", StringComparison.Ordinal) && !elsewhere.Contains(command.Split(' ')[0]))
            .ToList();

        Assert.IsNotEmpty(documented);
        Assert.AreEqual("", string.Join('\n', documented.Except(tried, StringComparer.Ordinal)));
    }

    private static string WithoutSudo(string line) => line.StartsWith("sudo ", StringComparison.Ordinal) ? line["sudo ".Length..] : line;

    // A real shell, in which dotnet only says how it was called.
    private static async Task<string> DotnetCallsAsync(string command)
    {
        var folder = Directory.CreateTempSubdirectory("stagecraft-docs-");
        try
        {
            var run = await BashAsync($"""
                cat >{folder}/dotnet <<'END'
                #!/bin/sh
                echo "$*"
                echo 'succeeded: 1' >&2
                env | grep ^STAGECRAFT_CHAOS_ || :
                END
                chmod +x {folder}/dotnet
                PATH={folder}:$PATH {command}
                """);
            Assert.AreEqual(0, run.ExitCode, run.ToString());
            return run.Output;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<CommandRun> BashAsync(string commands, string? directory = null)
    {
        // A lab of its own, which goes away also where a command before the last one failed.
        const string Cleanup = "trap 'build/lab down' EXIT";
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", $"{Cleanup}\n{commands}"]) { WorkingDirectory = directory ?? Repository.Root };
        start.Environment["STAGECRAFT_LAB"] = $"t{Environment.ProcessId}-docs";
        return await CommandRun.RunAsync(start);
    }
}

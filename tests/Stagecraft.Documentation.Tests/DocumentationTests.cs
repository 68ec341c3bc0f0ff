using System.Reflection;
using Stagecraft.Testing;
using Stagecraft.Testing.Documentation;

namespace Stagecraft.Lab.Tests.Documentation;

/// <summary>Runs the lab commands that the pages show.</summary>
[TestClass]
[RequiresLab]
public sealed class DocumentationTests
{
    [TestMethod]
    public async Task The_quick_start_makes_three_new_hosts_ready()
    {
        var run = await DocumentedCommand.RunAsync("build/quickstart");

        Assert.AreEqual(0, run.ExitCode, run.ToString());
        Assert.Contains("3 hosts: 3 ready, 0 failed, 0 skipped; 3 changed.", run.Output);
        Assert.Contains("3 hosts: 3 ready, 0 failed, 0 skipped; 0 changed.", run.Output);
    }

    [TestMethod]
    public async Task The_documented_build_on_the_lab_works()
    {
        var block = Page.All.Single(page => page.Path == "docs/msbuild.md").Blocks().Single(block => block.Lines.Contains("build/lab up 3")).Lines;

        var run = await DocumentedCommand.RunAsync(string.Join('\n', block));

        Assert.AreEqual(0, run.ExitCode, run.ToString());
        Assert.Contains("infra -> 3 hosts: 3 ready, 0 failed, 0 skipped; 3 changed", run.Output);
        Assert.Contains("infra -> deployed to db-1, app-1, app-2", run.Output);
    }

    [TestMethod]
    public async Task The_documented_lab_commands_work_in_order()
    {
        var folder = Directory.CreateTempSubdirectory("stagecraft-docs-");
        try
        {
            File.CreateSymbolicLink(Path.Combine(folder.FullName, "build"), Path.Combine(Repository.Root, "build"));
            var block = Page.All.Single(page => page.Path == "build/lab.d/README.md").Blocks().First().Lines;

            var run = await DocumentedCommand.RunAsync(string.Join('\n', block.Select(WithoutSudo)), folder.FullName);

            Assert.AreEqual(0, run.ExitCode, run.ToString());
            Assert.Contains(Lab.Platform.VersionId, run.Output);
            Assert.Contains("infra:", File.ReadAllText(Path.Combine(folder.FullName, "stagecraft.yml")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [TestMethod]
    public async Task The_recording_matches_the_output_of_a_run()
    {
        var file = Path.GetTempFileName();
        try
        {
            var run = await DocumentedCommand.RunAsync($"build/record {file}");

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
    [DataRow("build/bench timing", "200")]
    public async Task A_benchmark_ends_with_a_table(string documented, string small)
    {
        var run = await DocumentedCommand.RunAsync($"{documented} {small}");

        Assert.AreEqual(0, run.ExitCode, run.ToString());
        Assert.Contains("\n|---", run.Output);
        Assert.Contains("\nMachine: ", run.Output);
    }

    // The stand-in of dotnet ends each run immediately.
    [TestMethod]
    [DataRow("build/stress -n 20 ConnectTests CommandTests")]
    public async Task A_stress_run_starts_the_documented_command(string documented)
    {
        var calls = await DocumentedCommand.DotnetCallsAsync(documented);

        Assert.StartsWith("build --nologo --verbosity quiet tests/Stagecraft.Bootstrap.Ssh.Tests\n", calls);
        Assert.EndsWith("ConnectTests: 20 runs\nCommandTests: 20 runs\n40 runs, 0 failed\n", calls);
    }

    [TestMethod]
    public async Task Mutation_testing_starts_the_documented_command() => Assert.StartsWith(
        "tool restore\nstryker --config-file ../../tests/stryker-config.yaml ",
        await DocumentedCommand.DotnetCallsAsync("build/mutation"));

    [TestMethod]
    public async Task A_command_with_a_test_filter_finds_tests()
    {
        var commands = Page.All.SelectMany(page => page.Blocks()).SelectMany(block => block.Lines).SelectMany(ShellLine.Commands)
            .Where(words => words is ["dotnet", "test", ..])
            .ToList();

        Assert.IsNotEmpty(commands);
        foreach (var words in commands)
        {
            var run = await DocumentedCommand.RunAsync($"{string.Join(' ', words.Select(word => $"'{word}'"))} --no-build --list-tests");
            Assert.AreEqual(0, run.ExitCode, run.ToString());
        }
    }

    [TestMethod]
    public void Every_documented_repository_command_is_tested_here()
    {
        string[] elsewhere =
        [
            "build/test", // This is the current run.
            "build/site", // Part of build/test.
            "build/quickstart", "build/lab", // Tested above as whole blocks.
            "build/chaos", "build/machine", // Tested by the LongTestCommandTests of Stagecraft.Lab.Tests.
            "build/pack", // Tested by the PublishingTests of Stagecraft.Build.Tests.
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
}

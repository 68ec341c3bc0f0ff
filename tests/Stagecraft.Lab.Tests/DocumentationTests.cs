using System.Diagnostics;
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

    private static async Task<CommandRun> BashAsync(string commands)
    {
        // A lab of its own, which goes away also where a command before the last one failed.
        const string Cleanup = "trap 'build/lab down' EXIT";
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", $"{Cleanup}\n{commands}"]) { WorkingDirectory = Repository.Root };
        start.Environment["STAGECRAFT_LAB"] = $"t{Environment.ProcessId}-docs";
        return await CommandRun.RunAsync(start);
    }
}

using Stagecraft.Lab.Tests.Platforms;

namespace Stagecraft.Lab.Tests;

/// <summary>The documented commands that start long tests.</summary>
[TestClass]
[RequiresLab]
public sealed class LongTestCommandTests
{
    // The commands that they start take up to an hour. Except for the last one, this project runs a short version of them.
    [TestMethod]
    [DataRow("build/chaos cut 200", "STAGECRAFT_CHAOS_KILL_POINTS=200", nameof(Chaos.KillPointTests.After_any_cut_of_the_connection_the_next_run_succeeds))]
    [DataRow("build/chaos kill 8", "STAGECRAFT_CHAOS_TOOL_KILLS=8", nameof(Chaos.KillPointTests.After_any_kill_of_the_tool_the_next_run_succeeds))]
    [DataRow("build/chaos soak 2000", "STAGECRAFT_CHAOS_SOAK=2000", nameof(Chaos.SoakTests.Bootstraps_leak_no_threads_descriptors_or_memory))]
    [DataRow("build/machine", "STAGECRAFT_MACHINE=yes", nameof(MachineTests.A_machine_becomes_ready_after_a_reboot_in_the_middle_of_an_installation))]
    public async Task A_long_test_starts_the_documented_command(string documented, string setting, string test)
    {
        var calls = await DocumentedCommand.DotnetCallsAsync(documented);

        Assert.StartsWith("test --project tests/Stagecraft.Lab.Tests --filter FullyQualifiedName~", calls);
        Assert.StartsWith(calls.Split('~')[1].Split(' ')[0], test);
        Assert.Contains($"\n{setting}\n", calls);
    }
}

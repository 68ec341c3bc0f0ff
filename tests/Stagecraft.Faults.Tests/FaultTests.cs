namespace Stagecraft.Lab.Tests.Faults;

/// <summary>
/// Each fault for real: what a person is told, that the other hosts of the same run do not notice, and that the next
/// run after the fault is gone makes the host ready.
/// </summary>
[TestClass]
[RequiresLab]
public sealed class FaultTests
{
    private const int Broken = 2;

    // Null where a row did not pass; all that counts is the host, not the page, so that a page can be made anew.
    private static readonly Dictionary<string, Observation?> Ran = new(StringComparer.Ordinal);

    private static bool isReady;

    public static IEnumerable<object[]> Names => FaultMatrix.All.Select(fault => new object[] { fault.Name });

    [ClassInitialize]
    public static async Task MakeReadyAsync(TestContext context)
    {
        await Lab.ResetAsync(1, 2, 3);
        AssertReady(await Lab.ToolAsync(["--output", "json"]));
        isReady = true;
    }

    [ClassCleanup]
    public static void WritePage() => FaultPage.Write(Ran);

    [TestMethod]
    [DynamicData(nameof(Names))]
    public async Task A_fault_is_told_and_the_next_run_converges(string name)
    {
        var fault = FaultMatrix.Find(name);
        Ran[name] = null;
        await PrepareAsync(fault);

        Report broken;
        try
        {
            await fault.Inject.RunAsync(Broken);
            broken = AssertTells(fault, await RunAsync(fault));
        }
        finally
        {
            await fault.Heal.RunAsync(Broken);
        }

        var mended = AssertReady(await Lab.ToolAsync(["--limit", $"lab-{Broken:00}", "--output", "json"], fault.HealedConfig));
        AssertReady(await Lab.ToolAsync(["check", "--limit", $"lab-{Broken:00}", "--output", "json"], fault.HealedConfig));
        isReady = true;

        var seen = Observation.Of(fault, broken, mended, Broken);
        Ran[fault.Name] = seen;
        var row = FaultPage.Row(fault, seen);
        Assert.Contains(row + "\n", FaultPage.Committed, $"docs/faults.md has another line, or none: {FaultPage.HowToMake}. The line is now\n{row}\n");
    }

    private static async Task PrepareAsync(Fault fault)
    {
        var wasReady = isReady;
        isReady = false;
        if (wasReady && !fault.Bare) return;
        await Lab.ResetAsync(Broken);
        if (!fault.Bare) AssertReady(await Lab.ToolAsync(["--limit", $"lab-{Broken:00}", "--output", "json"]));
    }

    private static Task<CommandRun> RunAsync(Fault fault) => Lab.ToolAsync(
        ["--output", "json"],
        fault.Config,
        fault.Meanwhile is { } action ? _ => action.RunAsync(Broken) : null,
        fault.AuthKey);

    private static Report AssertTells(Fault fault, CommandRun run)
    {
        Assert.DoesNotContain(fault.AuthKey, run.ToString());
        var report = Report.Of(run);
        foreach (var other in (int[])[1, 3])
        {
            Assert.AreEqual("success", report.Status(other), run.ToString());
            Assert.IsFalse(report.Changed(other), run.ToString());
        }

        if (fault.Again is not null)
        {
            var again = report.Hosts.Single(host => host.GetProperty("id").GetString() == $"lab-{Broken:00}-again");
            Assert.AreEqual(fault.Outcome, again.GetProperty("errorCode").GetString(), run.ToString());
        }

        if (fault.Outcome == Fault.Success)
        {
            Assert.AreEqual(0, run.ExitCode, run.ToString());
            Assert.Contains(fault.Says, string.Join("; ", report.Changes(Broken)));
        }
        else
        {
            Assert.AreEqual(10, run.ExitCode, run.ToString());
            Assert.AreEqual(fault.Outcome, report.Error(Broken), report.Message(Broken));
            Assert.Contains(fault.Says, report.Message(Broken));
        }

        if (fault.Warns is { } warning) Assert.Contains(warning, string.Join('\n', report.Warnings(Broken)));
        else Assert.IsEmpty(report.Warnings(Broken), run.ToString());
        return report;
    }

    private static Report AssertReady(CommandRun run)
    {
        Assert.AreEqual(0, run.ExitCode, run.ToString());
        return Report.Of(run);
    }
}

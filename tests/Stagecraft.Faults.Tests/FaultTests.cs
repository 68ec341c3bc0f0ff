namespace Stagecraft.Lab.Tests.Faults;

/// <summary>
/// Each fault on a real host: what the run reports, that the other hosts of the run are not affected, and that the next
/// run after the fault is removed makes the host ready.
/// </summary>
[TestClass]
[RequiresLab]
public sealed class FaultTests
{
    private const int Broken = 2;

    // Null if a row did not pass. Only the host decides this, not the page, so that the page can be updated.
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
    public async Task The_report_names_the_fault_and_the_next_run_repairs_the_host(string name)
    {
        var fault = FaultMatrix.Find(name);
        Ran[name] = null;
        await PrepareAsync(fault);

        Report broken;
        try
        {
            await fault.Inject.RunAsync(Broken);
            broken = AssertReports(fault, await RunAsync(fault));
        }
        finally
        {
            await fault.Heal.RunAsync(Broken);
        }

        var repaired = AssertReady(await Lab.ToolAsync(["--limit", $"lab-{Broken:00}", "--output", "json"], fault.HealedConfig));
        AssertReady(await Lab.ToolAsync(["check", "--limit", $"lab-{Broken:00}", "--output", "json"], fault.HealedConfig));
        isReady = true;

        var seen = Observation.Of(fault, broken, repaired, Broken);
        Ran[fault.Name] = seen;
        var row = FaultPage.Row(fault, seen);
        Assert.Contains(row + "\n", FaultPage.Committed, $"docs/faults.md has a different line, or none: {FaultPage.HowToMake}. The line is now\n{row}\n");
    }

    private static async Task PrepareAsync(Fault fault)
    {
        var wasReady = isReady;
        isReady = false;
        if (wasReady && !fault.IsNew) return;
        await Lab.ResetAsync(Broken);
        if (!fault.IsNew) AssertReady(await Lab.ToolAsync(["--limit", $"lab-{Broken:00}", "--output", "json"]));
    }

    private static Task<CommandRun> RunAsync(Fault fault) => Lab.ToolAsync(
        ["--output", "json", .. fault.Docker.Length > 0 ? (string[])["--limit", $"lab-{Broken:00}"] : []],
        fault.Config,
        fault.Meanwhile is { } action ? _ => action.RunAsync(Broken) : null,
        fault.AuthKey);

    private static Report AssertReports(Fault fault, CommandRun run)
    {
        Assert.DoesNotContain(fault.AuthKey, run.ToString());
        var report = Report.Of(run);
        foreach (var other in fault.Docker.Length > 0 ? (int[])[] : [1, 3])
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

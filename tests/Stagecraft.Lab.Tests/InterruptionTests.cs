using Stagecraft.Lab.Tests.Faults;

namespace Stagecraft.Lab.Tests;

/// <summary>What Ctrl-C cuts off is finished by the next run. What else can strike in the middle is in the faults: <see cref="Faults.InterruptionFaults"/>.</summary>
[TestClass]
[RequiresLab]
public sealed class InterruptionTests
{
    private const string DpkgIsUnpacking = "pgrep -x dpkg >/dev/null && ls /var/lib/dpkg/updates | grep -q .";

    [TestMethod]
    public async Task Ctrl_C_in_the_middle_of_an_install_still_reports_every_host_and_the_next_run_converges()
    {
        await Lab.ResetAsync(1, 2, 3);

        var run = await Lab.ToolAsync(["--output", "json", "--parallel", "2"], meanwhile: async process =>
        {
            await HostAction.Until(DpkgIsUnpacking).RunAsync(1);
            await Signals.InterruptAsync(process);
        });

        Assert.AreEqual(130, run.ExitCode, run.ToString());
        var report = Report.Of(run);
        Assert.HasCount(3, report.Hosts);
        Assert.AreEqual("skipped", report.Status(1));
        Assert.AreEqual("cancelled", report.Error(3));
        await AssertConvergesAsync();
    }

    private static async Task AssertConvergesAsync()
    {
        var again = await Lab.ToolAsync(["--output", "json"]);
        Assert.AreEqual(0, again.ExitCode, again.ToString());
        var third = await Lab.ToolAsync(["check", "--output", "json"]);
        Assert.AreEqual(0, third.ExitCode, third.ToString());
    }
}

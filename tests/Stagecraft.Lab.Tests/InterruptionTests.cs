using System.Diagnostics;

namespace Stagecraft.Lab.Tests;

/// <summary>What is cut off in the middle is finished by the next run, with nobody's help.</summary>
[TestClass]
[RequiresLab]
public sealed class InterruptionTests
{
    private const string DpkgIsUnpacking = "pgrep -x dpkg >/dev/null && ls /var/lib/dpkg/updates | grep -q . && echo yes || :";

    [TestMethod]
    public async Task Ctrl_C_in_the_middle_of_an_install_still_reports_every_host_and_the_next_run_converges()
    {
        await Lab.ResetAsync(1, 2, 3);

        var run = await Lab.ToolAsync(["--output", "json", "--parallel", "2"], meanwhile: async process =>
        {
            await WaitUntilAsync(process, DpkgIsUnpacking);
            await Signals.InterruptAsync(process);
        });

        Assert.AreEqual(130, run.ExitCode, run.ToString());
        var report = Report.Of(run);
        Assert.HasCount(3, report.Hosts);
        Assert.AreEqual("skipped", report.Status(1));
        Assert.AreEqual("cancelled", report.Error(3));
        await AssertConvergesAsync();
    }

    [TestMethod]
    public async Task A_connection_that_is_cut_while_dpkg_unpacks_does_not_stop_dpkg()
    {
        await Lab.ResetAsync(1);

        var run = await Lab.ToolAsync(["--limit", "lab-01", "--output", "json"], meanwhile: async process =>
        {
            await WaitUntilAsync(process, DpkgIsUnpacking);
            await Lab.OnHostAsync(1, "pkill -9 -f '^sshd: root' || :");
        });

        Assert.AreEqual("ssh_connection_lost", Report.Of(run).Error(1), run.ToString());
        await AssertConvergesAsync("--limit", "lab-01");
    }

    [TestMethod]
    public async Task A_dpkg_that_was_killed_is_repaired_by_the_next_run()
    {
        await Lab.ResetAsync(1);

        var run = await Lab.ToolAsync(["--limit", "lab-01", "--output", "json"], meanwhile: async process =>
        {
            await WaitUntilAsync(process, DpkgIsUnpacking);
            await Lab.OnHostAsync(1, "pkill -9 -x dpkg || :");
        });

        Assert.AreEqual("docker_install_failed", Report.Of(run).Error(1), run.ToString());
        await AssertConvergesAsync("--limit", "lab-01");
        Assert.AreEqual("", await Lab.OnHostAsync(1, "dpkg --audit"));
    }

    private static async Task AssertConvergesAsync(params string[] limit)
    {
        var again = await Lab.ToolAsync(["--output", "json", .. limit]);
        Assert.AreEqual(0, again.ExitCode, again.ToString());
        var third = await Lab.ToolAsync(["check", "--output", "json", .. limit]);
        Assert.AreEqual(0, third.ExitCode, third.ToString());
    }

    private static async Task WaitUntilAsync(Process tool, string condition)
    {
        while ((await Lab.OnHostAsync(1, condition)).Length == 0)
            Assert.IsFalse(tool.HasExited, "the tool ended before the moment came");
    }
}

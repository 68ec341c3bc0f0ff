using Stagecraft.Bootstrap;
using Stagecraft.Lab.Tests.Chaos;

namespace Stagecraft.Lab.Tests;

/// <summary>The next run finishes work that Ctrl-C interrupted. Stagecraft.Faults.Tests has the other interruptions.</summary>
[TestClass]
[RequiresLab]
public sealed class InterruptionTests
{
    private static readonly string Begun = $"docker: install {Lab.DockerPackages} (begun, not finished); network-install: install tailscale (begun, not finished)";

    private const string DpkgIsUnpacking = "pgrep -x dpkg >/dev/null && ls /var/lib/dpkg/updates | grep -q .";

    [TestMethod]
    public async Task After_Ctrl_C_every_host_is_reported_and_the_next_run_succeeds()
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
        Assert.AreEqual(Begun, report.Begun(1));
        Assert.Contains("The host finishes the running operation on its own", report.Message(1));
        Assert.AreEqual("", report.Begun(3));
        Assert.DoesNotContain("The host finishes", report.Message(3));
        await AssertConvergesAsync();
    }

    [TestMethod]
    public async Task The_next_report_includes_work_of_an_interrupted_run()
    {
        await Lab.ResetAsync(1);
        // The packages' scripts wait until the test releases them.
        await Lab.OnHostAsync(1, """
            mv /usr/bin/deb-systemd-helper /usr/bin/deb-systemd-helper.real
            printf '#!/bin/sh\nuntil [ -e /run/go-on ]; do sleep 0.1; done\nexec /usr/bin/deb-systemd-helper.real "$@"\n' >/usr/bin/deb-systemd-helper
            chmod +x /usr/bin/deb-systemd-helper
            """);
        var cut = await Lab.ToolAsync(["--limit", "lab-01", "--output", "json"], meanwhile: async process =>
        {
            await HostAction.Until("pgrep -f '[b]in/deb-systemd-helper' >/dev/null").RunAsync(1);
            await Signals.InterruptAsync(process);
        });
        Assert.AreEqual(Begun, Report.Of(cut).Begun(1), cut.ToString());

        var waits = new TaskCompletionSource();
        var next = await Lab.ToolAsync(
            ["--limit", "lab-01", "--output", "json", "--verbose"],
            meanwhile: async process =>
            {
                await Task.WhenAny(waits.Task, process.WaitForExitAsync());
                await Lab.OnHostAsync(1, "touch /run/go-on");
            },
            onError: line =>
            {
                if (line.Contains("$ earlier ", StringComparison.Ordinal)) waits.TrySetResult();
            });

        Assert.AreEqual(0, next.ExitCode, next.ToString());
        Assert.Contains("preflight: wait for the package operation that an earlier run started", string.Join('\n', Report.Of(next).Changes(1)));
        Assert.IsTrue(Report.Of(next).Changed(1));
        var check = await Lab.ToolAsync(["check", "--limit", "lab-01", "--output", "json"]);
        Assert.AreEqual("", Report.Of(check).Pending(1), check.ToString());
    }

    [TestMethod]
    public async Task The_progress_of_an_installation_is_seen_while_it_runs()
    {
        await Lab.ResetAsync(1);
        // Packages' scripts wait until the test has seen the progress, so that it does not depend on the host's speed.
        await Lab.OnHostAsync(1, """
            mv /usr/bin/deb-systemd-helper /usr/bin/deb-systemd-helper.real
            printf '#!/bin/sh\nuntil [ -e /run/go-on ]; do sleep 0.1; done\nexec /usr/bin/deb-systemd-helper.real "$@"\n' >/usr/bin/deb-systemd-helper
            chmod +x /usr/bin/deb-systemd-helper
            """);
        var progress = new FirstProgress("configuring ");

        var running = SessionRun.RunAsync([(await Lab.HostsAsync())[0]], Lab.Config, connector => connector, progress, CancellationToken.None);
        await Task.WhenAny(progress.Seen.Task, running);
        await Lab.OnHostAsync(1, "touch /run/go-on");
        var report = await running;

        Assert.AreEqual(1, report.Succeeded, report.Results[0].Message);
        Assert.IsTrue(progress.Seen.Task.IsCompleted, "the installation reported no progress");
        Assert.MatchesRegex("^configuring [a-z0-9.+-]+, [0-9]+ of [0-9]+$", await progress.Seen.Task);
    }

    private static async Task AssertConvergesAsync()
    {
        var again = await Lab.ToolAsync(["--output", "json"]);
        Assert.AreEqual(0, again.ExitCode, again.ToString());
        var third = await Lab.ToolAsync(["check", "--output", "json"]);
        Assert.AreEqual(0, third.ExitCode, third.ToString());
    }

    private sealed class FirstProgress(string beginning) : IBootstrapObserver
    {
        public TaskCompletionSource<string> Seen { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void StepProgressed(Host host, string what)
        {
            if (what.StartsWith(beginning, StringComparison.Ordinal)) Seen.TrySetResult(what);
        }
    }
}

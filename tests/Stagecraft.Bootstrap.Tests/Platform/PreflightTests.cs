using Stagecraft.Bootstrap.Reports;
using Stagecraft.Bootstrap.Tests.Engine;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Platform;

[TestClass]
public sealed class PreflightTests
{
    private static readonly BootstrapOptions Limits = new()
    {
        Timeouts = new BootstrapTimeouts { Settle = TimeSpan.FromSeconds(120), Install = TimeSpan.FromSeconds(600), Query = TimeSpan.FromSeconds(30) },
    };

    [TestMethod]
    [DataRow("uid=0\nos_id=debian\nos_version=12\nos_name=Debian GNU/Linux 12 (bookworm)\nsystemd=yes", "The host runs Debian GNU/Linux 12 (bookworm), which is not supported.")]
    [DataRow("uid=0\nos_id=ubuntu\nos_version=24.04\nos_name=Ubuntu 24.04.1 LTS\nsystemd=yes", "The host runs Ubuntu 24.04.1 LTS, which is not supported.")]
    [DataRow("uid=0", "The host runs an unknown system, which is not supported.")]
    [DataRow("uid=0\nos_id=Ubuntu\nos_version=22.04", "The host runs an unknown system, which is not supported.")]
    public async Task Another_system_is_refused_before_anything_else_is_asked_or_changed(string answer, string expected)
    {
        var scripted = new ScriptedHost().On("preflight", answer).On("docker-detect", HostAnswers.NoDocker);

        var result = await EngineRun.OneAsync(scripted);

        Assert.AreEqual(ErrorCode.HostUnsupported, result.ErrorCode);
        Assert.Contains(expected, result.Message);
        Assert.Contains("Recreate the host from a supported image: Ubuntu 22.04.", result.Message);
        Assert.HasCount(1, scripted.Commands);
        Assert.IsFalse(result.Changed);
    }

    [TestMethod]
    [DataRow("1000", "user id 1000, not as root")]
    [DataRow("", "user id , not as root")]
    public async Task A_user_that_is_not_root_after_all_is_refused(string uid, string expected)
    {
        var answer = HostAnswers.Preflight.Replace("uid=0", "uid=" + uid, StringComparison.Ordinal);

        var result = await EngineRun.OneAsync(new ScriptedHost().On("preflight", answer).On("docker-detect"));

        Assert.AreEqual(ErrorCode.HostNoPrivilege, result.ErrorCode);
        Assert.Contains(expected, result.Message);
    }

    [TestMethod]
    public async Task A_host_says_which_machine_it_is()
    {
        var result = await EngineRun.OneAsync(new ScriptedHost().On("preflight", HostAnswers.Preflight + HostAnswers.Machine("m", "b", "7")).On("docker-detect", HostAnswers.Docker));

        Assert.AreEqual(HostIdentity.DigestOfMachine("m", "b", "7"), result.Identity.Machine);
        Assert.IsNotNull(result.Identity.Machine);
        Assert.IsNull(result.Identity.Node);
    }

    [TestMethod]
    [DataRow("machine_id=m\nboot_id=b")]
    [DataRow("machine_id=\nboot_id=b\ninit_start=7")]
    [DataRow("machine_id=m\nboot_id=\ninit_start=7")]
    [DataRow("")]
    public async Task A_host_that_does_not_say_all_of_it_is_ready_and_not_recognized(string answer)
    {
        var result = await EngineRun.OneAsync(new ScriptedHost().On("preflight", $"{HostAnswers.Preflight}\n{answer}").On("docker-detect", HostAnswers.Docker));

        Assert.AreEqual(HostStatus.Success, result.Status);
        Assert.IsNull(result.Identity.Machine);
    }

    [TestMethod]
    public async Task A_host_without_systemd_is_refused()
    {
        var answer = HostAnswers.Preflight.Replace("systemd=yes", "", StringComparison.Ordinal);

        var result = await EngineRun.OneAsync(new ScriptedHost().On("preflight", answer).On("docker-detect"));

        Assert.AreEqual(ErrorCode.HostUnsupported, result.ErrorCode);
        Assert.Contains("not booted with systemd", result.Message);
    }

    [TestMethod]
    public async Task A_host_that_cloud_init_still_sets_up_is_waited_for_and_asked_again()
    {
        var scripted = new ScriptedHost()
            .On("preflight", HostAnswers.Preflight + "\ncloud_init=running").On("preflight", HostAnswers.Preflight)
            .On("docker-detect", HostAnswers.NoDocker).On("docker-detect", HostAnswers.Docker)
            .On("settle");

        var result = await EngineRun.OneAsync(scripted, Limits);

        Assert.AreSequenceEqual(["preflight", "docker-detect", "settle 120", "preflight", "docker-detect"], scripted.Scripts);
        Assert.AreEqual(HostStatus.Success, result.Status);
        Assert.IsFalse(result.Changed, "what cloud-init installs is not our change");
        Assert.AreEqual("timeout -k 5 150 sh -s", scripted.Commands[1].CommandLine);
    }

    [TestMethod]
    public async Task A_host_that_cloud_init_never_finishes_is_busy()
    {
        var scripted = new ScriptedHost()
            .On("preflight", HostAnswers.Preflight + "\ncloud_init=running")
            .On("docker-detect", HostAnswers.NoDocker)
            .On("settle", "reason=busy\ndetail=cloud-init has not finished: status: running", exit: 1);

        var result = await EngineRun.OneAsync(scripted, Limits);

        Assert.AreEqual(ErrorCode.HostBusy, result.ErrorCode);
        Assert.Contains("after 120 s: cloud-init has not finished: status: running.", result.Message);
        Assert.IsFalse(result.Changed);
    }

    [TestMethod]
    public async Task A_package_operation_that_was_cut_off_is_finished_first()
    {
        var scripted = new ScriptedHost()
            .On("preflight", HostAnswers.Preflight + "\ndpkg=interrupted")
            .On("docker-detect", HostAnswers.Docker)
            .On("repair");

        var result = await EngineRun.OneAsync(scripted, Limits);

        Assert.AreSequenceEqual(["preflight", "docker-detect", "repair 120 600", "docker-detect"], scripted.Scripts);
        Assert.AreEqual("timeout -k 5 750 sh -s", scripted.Commands[1].CommandLine);
        Assert.IsTrue(result.Changed);
        Assert.AreEqual(StepOutcome.Changed, result.Step("preflight").Outcome);
        Assert.AreEqual("finish an interrupted package operation", result.Step("preflight").Detail);
    }

    [TestMethod]
    public async Task A_package_operation_of_an_earlier_run_is_waited_for_and_everything_asked_anew()
    {
        var scripted = new ScriptedHost()
            .On("preflight", HostAnswers.Preflight + "\nearlier=running").On("preflight", HostAnswers.Preflight)
            .On("docker-detect", HostAnswers.NoDocker).On("docker-detect", HostAnswers.Docker)
            .On("earlier");

        var result = await EngineRun.OneAsync(scripted, Limits);

        Assert.AreSequenceEqual(["preflight", "docker-detect", "earlier 120", "preflight", "docker-detect"], scripted.Scripts);
        Assert.HasCount(2, scripted.Commands);
        Assert.IsTrue(result.Changed);
        Assert.AreEqual("preflight: wait for the package operation that an earlier run started", HostSummary.Changes(result));
        Assert.AreEqual(HostStatus.Success, result.Status);
    }

    [TestMethod]
    public async Task A_package_operation_of_an_earlier_run_that_does_not_end_makes_the_host_busy()
    {
        var scripted = new ScriptedHost()
            .On("preflight", HostAnswers.Preflight + "\nearlier=running").On("docker-detect", HostAnswers.NoDocker)
            .On("earlier", "reason=busy\ndetail=stagecraft-apt-7.service", exit: 1);

        var result = await EngineRun.OneAsync(scripted, Limits);

        Assert.AreEqual(ErrorCode.HostBusy, result.ErrorCode);
        Assert.AreEqual("A package operation that an earlier run started did not end within 120 s (stagecraft-apt-7.service).", result.Cause);
    }

    [TestMethod]
    public async Task A_check_reports_the_package_operation_of_an_earlier_run_and_does_not_wait()
    {
        var scripted = new ScriptedHost().On("preflight", HostAnswers.Preflight + "\nearlier=running").On("docker-detect", HostAnswers.NoDocker);

        var result = await EngineRun.OneAsync(scripted, new BootstrapOptions { CheckOnly = true });

        Assert.AreEqual("wait for the package operation that an earlier run started (it is still running)", result.Step("preflight").Detail);
        Assert.AreEqual(StepOutcome.WouldChange, result.Step("docker").Outcome);
    }

    [TestMethod]
    public async Task What_an_installation_repairs_on_the_way_is_told()
    {
        var scripted = new ScriptedHost().On("preflight", HostAnswers.Preflight)
            .On("docker-detect", "LoadState=loaded\nunfinished=docker.io").On("docker-detect", HostAnswers.Docker).On("docker-apt", "repaired=yes");

        var result = await EngineRun.OneAsync(scripted, Limits);

        Assert.AreEqual("finish an interrupted package operation; install docker.io, docker-compose-v2 (docker.io was left unfinished)", result.Step("docker").Detail);
    }

    [TestMethod]
    public async Task A_repair_that_waiting_shows_to_be_needed_is_made_too()
    {
        var scripted = new ScriptedHost()
            .On("preflight", HostAnswers.Preflight + "\ncloud_init=running").On("preflight", HostAnswers.Preflight + "\ndpkg=interrupted")
            .On("docker-detect", HostAnswers.Docker)
            .On("settle")
            .On("repair");

        var result = await EngineRun.OneAsync(scripted);

        Assert.AreEqual(StepOutcome.Changed, result.Step("preflight").Outcome);
    }

    [TestMethod]
    public async Task A_repair_that_is_kept_from_its_work_fails()
    {
        var scripted = new ScriptedHost()
            .On("preflight", HostAnswers.Preflight + "\ndpkg=interrupted")
            .On("docker-detect", HostAnswers.Docker)
            .On("repair", "reason=busy\ndetail=E: Could not get lock", exit: 1);

        var result = await EngineRun.OneAsync(scripted);

        Assert.AreEqual(ErrorCode.HostBusy, result.ErrorCode);
        Assert.Contains("An interrupted package operation could not be finished: E: Could not get lock.", result.Message);
        Assert.IsTrue(result.Changed);
        Assert.AreEqual("connect=Ok preflight=Failed docker=Skipped network-install=Skipped network-join=Skipped", result.Sequence());
    }

    // It may be somebody else's package: a step whose packages it stops says so itself.
    [TestMethod]
    public async Task A_repair_that_fails_is_a_warning_that_says_what_dpkg_said()
    {
        var scripted = new ScriptedHost()
            .On("preflight", HostAnswers.Preflight + "\ndpkg=interrupted")
            .On("docker-detect", HostAnswers.Docker)
            .On("repair", "reason=install\ndetail=dpkg: error processing package grub-pc (--configure):", exit: 1);

        var result = await EngineRun.OneAsync(scripted);

        Assert.AreEqual(HostStatus.Success, result.Status, result.Message);
        Assert.StartsWith("An interrupted package operation could not be finished: dpkg: error processing package grub-pc (--configure):.", result.Warnings.Single());
    }

    [TestMethod]
    public async Task Limits_below_a_second_still_limit()
    {
        // timeout(1) and systemd take 0 for "no limit".
        var limits = new BootstrapOptions { Timeouts = new BootstrapTimeouts { Settle = TimeSpan.Zero, Install = TimeSpan.FromMilliseconds(200) } };
        var scripted = new ScriptedHost()
            .On("preflight", HostAnswers.Preflight + "\ncloud_init=running").On("preflight", HostAnswers.Preflight + "\ndpkg=interrupted")
            .On("docker-detect", HostAnswers.Docker)
            .On("settle")
            .On("repair");

        await EngineRun.OneAsync(scripted, limits);

        Assert.Contains("settle 1", scripted.Scripts);
        Assert.Contains("repair 1 1", scripted.Scripts);
    }
}

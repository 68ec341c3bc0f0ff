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
    [DataRow("os_id=debian\nos_version=11\nos_name=Debian GNU/Linux 11 (bullseye)", "Debian GNU/Linux 11 (bullseye)", "Debian 12")]
    [DataRow("os_id=debian\nos_version=14\nos_name=Debian GNU/Linux 14 (forky)", "Debian GNU/Linux 14 (forky)", "Debian 13")]
    [DataRow("os_id=debian\nos_name=Debian GNU/Linux forky/sid", "Debian GNU/Linux forky/sid", "Debian 13", DisplayName = "Debian sid has no VERSION_ID")]
    [DataRow("os_id=ubuntu\nos_version=20.04\nos_name=Ubuntu 20.04.6 LTS", "Ubuntu 20.04.6 LTS", "Ubuntu 22.04")]
    [DataRow("os_id=ubuntu\nos_version=23.10\nos_name=Ubuntu 23.10", "Ubuntu 23.10", "Ubuntu 24.04")]
    [DataRow("os_id=ubuntu\nos_version=25.10\nos_name=Ubuntu 25.10", "Ubuntu 25.10", "Ubuntu 26.04")]
    [DataRow("os_id=ubuntu\nos_version=26.10\nos_name=Ubuntu 26.10", "Ubuntu 26.10", "Ubuntu 26.04")]
    [DataRow("os_id=ubuntu\nos_version=99999999999.1\nos_name=Ubuntu", "Ubuntu", "Ubuntu 26.04", DisplayName = "not a version")]
    [DataRow("os_id=rocky\nos_version=9.6\nos_name=Rocky Linux 9.6 (Blue Onyx)", "Rocky Linux 9.6 (Blue Onyx)", null)]
    [DataRow("os_id=linuxmint\nos_version=22\nos_name=Linux Mint 22", "Linux Mint 22", null)]
    [DataRow("os_id=raspbian\nos_version=12\nos_name=Raspbian GNU/Linux 12 (bookworm)", "Raspbian GNU/Linux 12 (bookworm)", null)]
    [DataRow("", "an unknown system", null)]
    [DataRow("os_id=Ubuntu\nos_version=22.04", "an unknown system", null)]
    public async Task An_unsupported_system_is_refused_before_any_other_probe_or_change(string system, string name, string? nearest)
    {
        var scripted = new ScriptedHost().On("preflight", $"uid=0\nsystemd=yes\narch=amd64\n{system}").On("docker-detect", HostAnswers.NoDocker);

        var result = await EngineRun.OneAsync(scripted);

        const string All = "Debian 12 and 13; Ubuntu 22.04, 24.04 and 26.04";
        Assert.AreEqual(ErrorCode.HostUnsupported, result.ErrorCode);
        Assert.AreEqual($"The host runs {name}, which is not supported.", result.Cause);
        Assert.AreEqual(
            nearest is null ? $"Recreate the host from a supported image: {All}." : $"Recreate the host from an image of {nearest}. Supported: {All}.",
            result.Remedy);
        Assert.HasCount(1, scripted.Commands);
        Assert.IsFalse(result.Changed);
    }

    [TestMethod]
    [DataRow("debian", "12", "Debian 12")]
    [DataRow("debian", "13", "Debian 13")]
    [DataRow("ubuntu", "22.04", "Ubuntu 22.04")]
    [DataRow("ubuntu", "24.04", "Ubuntu 24.04")]
    [DataRow("ubuntu", "26.04", "Ubuntu 26.04")]
    public async Task A_supported_system_is_accepted(string id, string version, string name)
    {
        foreach (var arch in (string[])["amd64", "arm64"])
        {
            var result = await EngineRun.OneAsync(new ScriptedHost()
                .On("preflight", $"uid=0\nsystemd=yes\narch={arch}\nos_id={id}\nos_version={version}").On("docker-detect", HostAnswers.Docker));

            Assert.AreEqual(HostStatus.Success, result.Status, result.Message);
            Assert.AreEqual(name, result.Step("preflight").Detail);
        }
    }

    [TestMethod]
    public async Task An_unsupported_architecture_is_refused()
    {
        var result = await EngineRun.OneAsync(new ScriptedHost()
            .On("preflight", HostAnswers.Preflight.Replace("arch=amd64", "", StringComparison.Ordinal)).On("docker-detect", HostAnswers.NoDocker));

        Assert.AreEqual(ErrorCode.HostUnsupported, result.ErrorCode);
        Assert.AreEqual("The host runs Ubuntu 22.04 on an architecture that is not supported.", result.Cause);
        Assert.AreEqual("Recreate the host with an amd64 or arm64 image.", result.Remedy);
    }

    [TestMethod]
    [DataRow("1000", "user id 1000, not as root")]
    [DataRow("", "user id , not as root")]
    public async Task A_user_that_does_not_become_root_is_refused(string uid, string expected)
    {
        var answer = HostAnswers.Preflight.Replace("uid=0", "uid=" + uid, StringComparison.Ordinal);

        var result = await EngineRun.OneAsync(new ScriptedHost().On("preflight", answer).On("docker-detect"));

        Assert.AreEqual(ErrorCode.HostNoPrivilege, result.ErrorCode);
        Assert.Contains(expected, result.Message);
    }

    [TestMethod]
    public async Task A_host_reports_its_identity()
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
    public async Task A_host_with_an_incomplete_identity_is_ready_and_not_recognized(string answer)
    {
        var result = await EngineRun.OneAsync(new ScriptedHost().On("preflight", $"{HostAnswers.Preflight}\n{answer}").On("docker-detect", HostAnswers.Docker));

        Assert.AreEqual(HostStatus.Success, result.Status);
        Assert.IsNull(result.Identity.Machine);
    }

    [TestMethod]
    public async Task A_host_without_systemd_is_refused()
    {
        var answer = HostAnswers.Preflight.Replace("systemd=yes\n", "", StringComparison.Ordinal);

        var result = await EngineRun.OneAsync(new ScriptedHost().On("preflight", answer).On("docker-detect"));

        Assert.AreEqual(ErrorCode.HostUnsupported, result.ErrorCode);
        Assert.Contains("not booted with systemd", result.Message);
    }

    [TestMethod]
    public async Task The_run_waits_for_cloud_init_and_probes_again()
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
    public async Task A_host_on_which_cloud_init_never_finishes_is_busy()
    {
        var scripted = SettingUp().On("settle", "reason=busy\ndetail=cloud-init has not finished: status: running", exit: 1);

        var result = await EngineRun.OneAsync(scripted, Limits);

        Assert.AreEqual(ErrorCode.HostBusy, result.ErrorCode);
        Assert.Contains("after 120 s: cloud-init has not finished: status: running.", result.Message);
        Assert.IsFalse(result.Changed);
    }

    [TestMethod]
    public async Task A_cloud_init_that_does_not_report_its_status_makes_the_host_busy()
    {
        var scripted = SettingUp().On("settle", "reason=status\ndetail=ModuleNotFoundError: No module named 'cloudinit'.", exit: 1);

        var result = await EngineRun.OneAsync(scripted, Limits);

        Assert.AreEqual(ErrorCode.HostBusy, result.ErrorCode);
        Assert.AreEqual("The host is still being set up, and cloud-init does not report its status: ModuleNotFoundError: No module named 'cloudinit'.", result.Cause);
        Assert.AreEqual("Make 'cloud-init status' work on the host, or remove /run/cloud-init if the host does not use cloud-init.", result.Remedy);
    }

    [TestMethod]
    public async Task An_interrupted_package_operation_is_finished_first()
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
    public async Task The_run_waits_for_an_earlier_package_operation_and_probes_again()
    {
        var scripted = new ScriptedHost()
            .On("preflight", HostAnswers.Preflight + "\nearlier=running").On("preflight", HostAnswers.Preflight)
            .On("docker-detect", HostAnswers.NoDocker).On("docker-detect", HostAnswers.Docker)
            .On("earlier");

        var result = await EngineRun.OneAsync(scripted, Limits);

        Assert.AreSequenceEqual(["preflight", "docker-detect", "earlier 120", "preflight", "docker-detect"], scripted.Scripts);
        Assert.HasCount(2, scripted.Commands);
        // The time for the wait, for the script that waits, and for the probes after it.
        Assert.AreEqual("timeout -k 5 180 sh -s", scripted.Commands[1].CommandLine);
        Assert.IsTrue(result.Changed);
        Assert.AreEqual("preflight: wait for the package operation that an earlier run started", HostSummary.Changes(result));
        Assert.AreEqual(HostStatus.Success, result.Status);
    }

    [TestMethod]
    public async Task An_earlier_package_operation_that_was_interrupted_is_finished()
    {
        var scripted = new ScriptedHost()
            .On("preflight", HostAnswers.Preflight + "\nearlier=running").On("preflight", HostAnswers.Preflight + "\ndpkg=interrupted")
            .On("docker-detect", HostAnswers.Docker)
            .On("earlier").On("repair");

        var result = await EngineRun.OneAsync(scripted, Limits);

        Assert.AreEqual(HostStatus.Success, result.Status, result.Message);
        Assert.AreEqual("wait for the package operation that an earlier run started; finish an interrupted package operation", result.Step("preflight").Detail);
    }

    [TestMethod]
    public async Task An_earlier_package_operation_that_does_not_end_makes_the_host_busy()
    {
        var scripted = new ScriptedHost()
            .On("preflight", HostAnswers.Preflight + "\nearlier=running").On("docker-detect", HostAnswers.NoDocker)
            .On("earlier", "reason=busy\ndetail=stagecraft-apt-7.service", exit: 1);

        var result = await EngineRun.OneAsync(scripted, Limits);

        Assert.AreEqual(ErrorCode.HostBusy, result.ErrorCode);
        Assert.AreEqual("A package operation that an earlier run started did not end within 120 s (stagecraft-apt-7.service).", result.Cause);
    }

    [TestMethod]
    public async Task A_check_reports_an_earlier_package_operation_without_waiting()
    {
        var scripted = new ScriptedHost().On("preflight", HostAnswers.Preflight + "\nearlier=running").On("docker-detect", HostAnswers.NoDocker);

        var result = await EngineRun.OneAsync(scripted, new BootstrapOptions { CheckOnly = true });

        Assert.AreEqual("wait for the package operation that an earlier run started (it is still running)", result.Step("preflight").Detail);
        Assert.AreSequenceEqual(["preflight", "docker-detect"], scripted.Scripts);
        Assert.AreEqual(StepOutcome.WouldChange, result.Step("docker").Outcome);
    }

    [TestMethod]
    public async Task A_repair_during_an_installation_is_reported()
    {
        var scripted = new ScriptedHost().On("preflight", HostAnswers.Preflight)
            .On("docker-detect", "LoadState=loaded\nunfinished=docker.io").On("docker-detect", HostAnswers.Docker).On("docker-apt", "repaired=yes");

        var result = await EngineRun.OneAsync(scripted, Limits);

        Assert.AreEqual("finish an interrupted package operation; install docker.io, docker-compose-v2 (docker.io was left unfinished)", result.Step("docker").Detail);
    }

    [TestMethod]
    public async Task A_repair_that_is_found_after_waiting_is_made()
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
    [DataRow("busy", "host_busy")]
    [DataRow("timeout", "timed_out")]
    public async Task A_blocked_repair_fails(string reason, string code)
    {
        var scripted = new ScriptedHost()
            .On("preflight", HostAnswers.Preflight + "\ndpkg=interrupted")
            .On("docker-detect", HostAnswers.Docker)
            .On("repair", $"reason={reason}\ndetail=E: Could not get lock", exit: 1);

        var result = await EngineRun.OneAsync(scripted);

        Assert.AreEqual(code, result.ErrorCode?.Id);
        Assert.Contains("An interrupted package operation could not be finished: E: Could not get lock.", result.Message);
        Assert.IsTrue(result.Changed);
        Assert.AreEqual("connect=Ok preflight=Failed docker=Skipped network-install=Skipped network-join=Skipped", result.Sequence());
    }

    // It can be another owner's package. A step whose packages it blocks reports it.
    [TestMethod]
    public async Task A_failed_repair_is_a_warning_that_quotes_dpkg()
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
    public async Task Limits_below_one_second_apply()
    {
        // timeout(1) and systemd treat 0 as "no limit".
        var limits = new BootstrapOptions { Timeouts = new BootstrapTimeouts { Settle = TimeSpan.FromMilliseconds(1), Install = TimeSpan.FromMilliseconds(200) } };
        var scripted = new ScriptedHost()
            .On("preflight", HostAnswers.Preflight + "\ncloud_init=running").On("preflight", HostAnswers.Preflight + "\ndpkg=interrupted")
            .On("docker-detect", HostAnswers.Docker)
            .On("settle")
            .On("repair");

        await EngineRun.OneAsync(scripted, limits);

        Assert.Contains("settle 1", scripted.Scripts);
        Assert.Contains("repair 1 1", scripted.Scripts);
    }

    private static ScriptedHost SettingUp() => new ScriptedHost()
        .On("preflight", HostAnswers.Preflight + "\ncloud_init=running")
        .On("docker-detect", HostAnswers.NoDocker);
}

namespace Stagecraft.Bootstrap.Tests.Shell;

/// <summary>The line of a journal that explains why a unit does not run (<c>unit.sh</c>).</summary>
[TestClass]
public sealed class UnitScriptTests
{
    private const string Exited = "systemd[1]: docker.service: Main process exited, code=exited, status=1/FAILURE|systemd[1]: docker.service: Failed with result 'exit-code'.|systemd[1]: Failed to start docker.service - Docker Application Container Engine.";

    private const string JobFailed = "Job for docker.service failed because the control process exited with error code.\nSee \"systemctl status docker.service\" and \"journalctl -xeu docker.service\" for details.\n";

    [TestMethod]
    [DataRow(
        "dockerd[7]: time=\"2026-11-27T00:12:50Z\" level=error msg=\"failed to mount overlay: invalid argument\" storage-driver=overlay|dockerd[7]: time=\"2026-11-27T00:12:50Z\" level=info msg=bye|dockerd[7]: failed to start daemon: iptables failed: iptables v1.8.9 (nf_tables): Could not fetch rule set generation id: Permission denied|dockerd[7]: Failed to initialize nft: Protocol not supported|dockerd[7]:  (exit status 1)|" + Exited,
        "failed to start daemon: iptables failed: iptables v1.8.9 (nf_tables): Could not fetch rule set generation id: Permission denied Failed to initialize nft: Protocol not supported (exit status 1)",
        DisplayName = "the last words of a daemon, on as many lines as they take")]
    [DataRow(
        "dockerd[7]: unable to configure the Docker daemon with file /etc/docker/daemon.json: invalid character|" + Exited,
        "unable to configure the Docker daemon with file /etc/docker/daemon.json: invalid character",
        DisplayName = "before it logs anything")]
    [DataRow(
        "dockerd[7]: time=\"2026-11-27T00:12:50Z\" level=info msg=x|dockerd[7]: panic: runtime error: invalid memory address|dockerd[7]: goroutine 1 [running]:|dockerd[7]: github.com/pkg/errors.New()|" + Exited,
        "panic: runtime error: invalid memory address",
        DisplayName = "a panic without its stack")]
    [DataRow(
        "dockerd[7]: time=\"2026-11-27T00:12:50Z\" level=fatal msg=\"open \\\"/x\\\": no such file\" module=y|" + Exited,
        "open \"/x\": no such file module=y",
        DisplayName = "a fatal message without its clock")]
    [DataRow(
        "dockerd[7]: time=\"2026-11-27T00:12:50Z\" level=error msg=\"failed to mount overlay\"|systemd[1]: docker.service: start operation timed out. Terminating.|dockerd[7]: time=\"2026-11-27T00:12:50Z\" level=info msg=\"Processing signal 'terminated'\"|dockerd[7]: failed to start daemon: context canceled",
        "docker.service: start operation timed out. Terminating.",
        DisplayName = "a start that was ended for its time")]
    [DataRow(
        "dockerd[7]: time=\"2026-11-27T00:12:50Z\" level=warning msg=\"no blkio\"|systemd[1]: docker.service: A process of this unit has been killed by the OOM killer.|systemd[1]: docker.service: Main process exited, code=killed, status=9/KILL",
        "docker.service: A process of this unit has been killed by the OOM killer.",
        DisplayName = "a daemon that was killed")]
    [DataRow(
        "(nonexistent)[7]: docker.service: Failed to locate executable /usr/bin/dockerd: No such file or directory|(nonexistent)[7]: docker.service: Failed at step EXEC spawning /usr/bin/dockerd: No such file or directory|systemd[1]: docker.service: Main process exited, code=exited, status=203/EXEC",
        "docker.service: Failed to locate executable /usr/bin/dockerd: No such file or directory",
        DisplayName = "systemd cannot start the program")]
    [DataRow(
        "dockerd[7]: failed to start daemon: no disk|systemd[1]: docker.service: Scheduled restart job, restart counter is at 1.|dockerd[9]: time=\"2026-11-27T00:12:50Z\" level=error msg=\"failed to mount overlay\"",
        "failed to start daemon: no disk",
        DisplayName = "already started again")]
    [DataRow(
        "containerd[7]: time=\"2026-11-27T00:12:50Z\" level=error msg=\"failed to load cni during init\"|systemd[1]: x.service: Main process exited, code=exited, status=1/FAILURE",
        "failed to load cni during init",
        DisplayName = "no last words: the last error")]
    [DataRow(
        "tailscaled[7]: logtail started|tailscaled[7]: 2026/11/27 00:12:50 TPM: error opening: no device|tailscaled[7]: flushing log.|tailscaled[7]: getLocalBackend error: createEngine: tun failed;|tailscaled[7]:   /dev/net/tun does not exist|tailscaled[7]: logger closing down",
        "getLocalBackend error: createEngine: tun failed; /dev/net/tun does not exist",
        DisplayName = "a daemon that logs plain lines")]
    [DataRow(
        "modprobe[6]: modprobe: FATAL: Module overlay not found in directory /lib/modules/6|containerd[7]: containerd: failed to listen on /run/x",
        "containerd: failed to listen on /run/x",
        DisplayName = "not what ran before the program")]
    [DataRow("systemd[1]: docker.service: Condition check resulted in Docker being skipped.", "docker.service: Condition check resulted in Docker being skipped.")]
    public async Task A_unit_that_does_not_start_is_reported_with_its_explanation(string journal, string expected)
    {
        using var host = Host().Journal(journal.Split('|'));

        Assert.AreEqual(expected, (await StartAsync(host))["why"]);
        Assert.IsTrue(host.CallsOf("journalctl").Any(call => call.Contains("--unit=docker.service", StringComparison.Ordinal)));
    }

    // journald finds out the unit of a line from its process, which may be gone by then. The line itself names the unit.
    [TestMethod]
    [DataRow("--unit=docker.socket")]
    [DataRow("UNIT=docker.socket _UID=0")]
    public async Task A_silent_unit_is_explained_by_a_unit_that_it_needs(string found)
    {
        using var host = Host("docker.service\n  docker.socket\n    other.service\n");
        host.Program("journalctl", $"""
            case " $* " in
                *' --show-cursor '*) echo '-- cursor: s=1' ;;
                *' --after-cursor=s=1 --unit=docker.service '*) echo "1.1 systemd[1]: docker.service: Job docker.service/start failed with result 'dependency'." ;;
                *' --after-cursor=s=1 {found} '*) echo '1.1 (sd-chown)[8]: docker.socket: Failed to resolve group docker: No such process' ;;
                *' --after-cursor=s=1 _PID=1 '*) printf "1.1 systemd[1]: stranger.service: Failed with result 'exit-code'.\n1.1 systemd[1]: docker.socket: Failed with result 'exit-code'.\n" ;;
                *' --unit=stranger.service '*) echo '1.1 stranger[9]: failed for another reason' ;;
            esac
            """);

        Assert.AreEqual("docker.socket: Failed to resolve group docker: No such process", (await StartAsync(host))["why"]);
    }

    [TestMethod]
    [DataRow("", JobFailed, "Job for docker.service failed because the control process exited with error code.")]
    [DataRow(Exited, JobFailed, "Job for docker.service failed because the control process exited with error code.")]
    [DataRow("", "Synchronizing state of docker.service with SysV service script.\nExecuting: systemd-sysv-install enable docker\nFailed to enable unit: Read-only file system\n", "Failed to enable unit: Read-only file system")]
    [DataRow("", "", "docker.service: ActiveState=failed Result=exit-code")]
    public async Task Without_a_message_systemctl_is_quoted(string journal, string said, string expected)
    {
        using var host = Host(said: said).Journal(journal.Length == 0 ? [] : journal.Split('|'));

        Assert.AreEqual(expected, (await StartAsync(host))["why"].TrimEnd());
    }

    [TestMethod]
    public async Task A_journal_without_a_cursor_is_ignored()
    {
        using var host = Host(said: JobFailed).Program("journalctl", "case \" $* \" in *' --show-cursor '*) exit 1 ;; esac; echo '1.1 dockerd[1]: failed, once'");

        Assert.AreEqual("Job for docker.service failed because the control process exited with error code.", (await StartAsync(host))["why"]);
    }

    [TestMethod]
    public async Task Only_lines_of_the_current_run_of_a_unit_count()
    {
        using var host = new ShellSandbox()
            .Program("systemctl", "case $1 in is-enabled) echo enabled ;; show) echo 12ab ;; esac")
            .Program("journalctl", "case \" $* \" in *' _SYSTEMD_INVOCATION_ID=12ab + INVOCATION_ID=12ab '*) echo '1.1 dockerd[1]: failed just now' ;; *) echo '1.1 dockerd[1]: failed, once' ;; esac");

        Assert.AreEqual("failed just now", (await StartAsync(host))["why"]);
    }

    private static ShellSandbox Host(string needs = "docker.service\n", string said = JobFailed)
    {
        var host = new ShellSandbox();
        return host.Put("said", said).Put("needs", needs).Program("systemctl", $"""
            case $1 in
                is-enabled) echo disabled ;;
                enable) cat '{host.Path("said")}' >&2; exit 1 ;;
                show) printf 'ActiveState=failed\nResult=exit-code\n' ;;
                list-dependencies) cat '{host.Path("needs")}' ;;
            esac
            """);
    }

    private static Task<ScriptAnswer> StartAsync(ShellSandbox host) =>
        host.CallAsync("unit", "unit_start docker.service\nanswer why \"$(unit_why docker.service)\"");
}

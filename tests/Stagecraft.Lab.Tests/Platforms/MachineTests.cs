using System.Diagnostics;
using Stagecraft.Testing;

namespace Stagecraft.Lab.Tests.Platforms;

/// <summary>A host with its own kernel, disk and clock, which cloud-init sets up. The other hosts of the lab share this machine's kernel.</summary>
[TestClass]
[RequiresMachine]
public sealed class MachineTests
{
    private const int Host = 1;
    private const string Apt = "installMethod: apt";

    // The status of docker.io when its scripts run. dpkg has written it to the disk by then.
    private const string DockerIsBeingConfigured = "[ \"$(dpkg-query --show --showformat '${db:Status-Status}' docker.io 2>/dev/null)\" = half-configured ]";

    // The profile and the control group of a container. The image is a shell, cat and their libraries, because there is no registry.
    private const string Container = """
        tar --create --dereference /bin/sh /bin/cat $({ ldd /bin/sh; ldd /bin/cat; } | grep -o '/[^ ]*' | sort --unique) 2>/dev/null | docker import - lab >/dev/null
        docker run --rm --memory 64m lab /bin/sh -c 'cat /proc/self/attr/current /sys/fs/cgroup/memory.max'
        """;

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task A_machine_becomes_ready_after_a_reboot_in_the_middle_of_an_installation()
    {
        await using var lab = await PlatformLab.MachineAsync();
        await AssertIsMachineAsync(lab);

        var check = await lab.ToolAsync(Apt, "check");
        Assert.AreEqual(11, check.ExitCode, check.ToString());
        Assert.StartsWith($"docker: install {Lab.DockerPackages} ", Report.Of(check).Pending(Host));

        var cut = await lab.ToolAsync(Apt, process => RebootAsync(lab, DockerIsBeingConfigured, process));
        Assert.AreEqual("ssh_connection_lost", Report.Of(cut).Error(Host), cut.ToString());
        await lab.StartAsync(Host);
        Assert.Contains("docker.io", await lab.OnHostAsync(Host, "dpkg --audit"));

        var repaired = Report.Of(await AssertReadyAsync(lab, changes: true));
        Assert.Contains("finish an interrupted package operation", string.Join('\n', repaired.Changes(Host)));
        Assert.AreEqual("", await lab.OnHostAsync(Host, "dpkg --audit"));
        await AssertReadyAsync(lab, changes: false);
        await AssertContainersAreRealAsync(lab);

        await RestartAsync(lab);
        var unchanged = await lab.ToolAsync(Apt, "check");
        Assert.AreEqual(0, unchanged.ExitCode, unchanged.ToString());
        Assert.AreEqual("docker-default (enforce)\n67108864\n", await lab.OnHostAsync(Host, Container));

        await WriteFactsAsync(lab, repaired);
    }

    private static async Task AssertIsMachineAsync(PlatformLab lab)
    {
        Assert.AreNotEqual(await File.ReadAllTextAsync("/proc/sys/kernel/osrelease"), await lab.OnHostAsync(Host, "cat /proc/sys/kernel/osrelease"));
        Assert.AreEqual("cgroup2fs\n", await lab.OnHostAsync(Host, "stat --file-system --format %T /sys/fs/cgroup"));
        Assert.Contains("cpu io memory", await lab.OnHostAsync(Host, "cat /sys/fs/cgroup/cgroup.controllers"));
        Assert.AreEqual("Y\n", await lab.OnHostAsync(Host, "cat /sys/module/apparmor/parameters/enabled"));
        Assert.AreEqual("status: done\n", await lab.OnHostAsync(Host, "cloud-init status"));
        Assert.AreEqual("", await lab.OnHostAsync(Host, "systemctl --failed --quiet"));
        // Its clock is a day ahead of this machine's: a file that was written just now is almost a day old.
        var file = Path.Combine(Lab.Folder.FullName, "now");
        await File.WriteAllTextAsync(file, "");
        var ahead = long.Parse(await lab.OnHostAsync(Host, "date +%s")) - new DateTimeOffset(File.GetLastWriteTimeUtc(file)).ToUnixTimeSeconds();
        Assert.IsGreaterThan(12 * 60 * 60, ahead);
    }

    private static async Task AssertContainersAreRealAsync(PlatformLab lab)
    {
        Assert.AreEqual("overlay2 2 systemd\n", await lab.OnHostAsync(Host, "docker info --format '{{.Driver}} {{.CgroupVersion}} {{.CgroupDriver}}'"));
        Assert.Contains("name=apparmor", await lab.OnHostAsync(Host, "docker info --format '{{.SecurityOptions}}'"));
        Assert.AreEqual("docker-default (enforce)\n67108864\n", await lab.OnHostAsync(Host, Container));
        Assert.Contains("chain DOCKER", await lab.OnHostAsync(Host, "nft list ruleset 2>/dev/null"));
    }

    private static async Task<CommandRun> AssertReadyAsync(PlatformLab lab, bool changes)
    {
        var run = await lab.ToolAsync(Apt);
        Assert.AreEqual(0, run.ExitCode, run.ToString());
        var report = Report.Of(run);
        Assert.AreEqual(changes, report.Changed(Host), run.ToString());
        Assert.IsEmpty(report.Warnings(Host), run.ToString());
        Assert.EndsWith(".lab.ts.net", report.Fact(Host, "fqdn"));
        return run;
    }

    /// <summary>The kernel restarts as soon as the condition holds. No program is stopped, and what only its memory has is lost.</summary>
    private static async Task RebootAsync(PlatformLab lab, string condition, Process tool) =>
        await Task.WhenAny(lab.TryOnHostAsync(Host, $"until {condition}; do sleep 0.3; done; systemctl reboot --force --force"), tool.WaitForExitAsync());

    /// <summary>An orderly reboot.</summary>
    private static async Task RestartAsync(PlatformLab lab)
    {
        const string boot = "cat /proc/sys/kernel/random/boot_id";
        var before = await lab.OnHostAsync(Host, boot);
        await lab.TryOnHostAsync(Host, "systemctl reboot");
        // The machine may still run when the command returns.
        await Eventually.HoldsAsync(async () =>
        {
            await lab.StartAsync(Host);
            return await lab.TryOnHostAsync(Host, boot) is { ExitCode: 0 } now && now.Output != before;
        });
    }

    private async Task WriteFactsAsync(PlatformLab lab, Report report)
    {
        var facts = $"""
            system: {await lab.OnHostAsync(Host, ". /etc/os-release; echo $PRETTY_NAME, $(cat /etc/debian_version)")}
            kernel: {await lab.OnHostAsync(Host, "uname --kernel-release --machine")}
            systemd: {await lab.OnHostAsync(Host, "systemctl --version | head -n 1")}
            apt: {await lab.OnHostAsync(Host, "apt-get --version | head -n 1")}
            OpenSSH: {await lab.OnHostAsync(Host, "ssh -V 2>&1")}
            cloud-init: {await lab.OnHostAsync(Host, "cloud-init --version 2>&1")}
            Docker: {report.Fact(Host, "dockerVersion")}
            Compose: {report.Fact(Host, "composeVersion")}
            storage driver: {await lab.OnHostAsync(Host, "docker info --format '{{.Driver}} on {{index (index .DriverStatus 0) 1}}'")}
            control groups: {await lab.OnHostAsync(Host, "docker info --format 'version {{.CgroupVersion}}, {{.CgroupDriver}}'")}
            controllers: {await lab.OnHostAsync(Host, "cat /sys/fs/cgroup/cgroup.controllers")}
            security: {await lab.OnHostAsync(Host, "docker info --format '{{.SecurityOptions}}'")}
            iptables: {await lab.OnHostAsync(Host, "iptables --version")}
            """;
        var lines = string.Join('\n', facts.Split('\n').Where(line => line.Trim() != ""));
        TestContext.WriteLine(lines);
        await File.WriteAllTextAsync(Path.Combine(Repository.Root, "artifacts", "machine.txt"), lines + "\n");
    }
}

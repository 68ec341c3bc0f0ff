using Stagecraft.Application;
using Stagecraft.Bootstrap;
using Stagecraft.Configuration;

namespace Stagecraft.Lab.Tests;

/// <summary>The main path: new hosts become ready and stay unchanged.</summary>
[TestClass]
[RequiresLab]
public sealed class BootstrapTests
{
    private static readonly string[] SystemTrees = ["/etc", "/usr", "/var/lib/dpkg", "/var/lib/apt", "/var/cache/apt", "/var/log/apt"];

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task New_hosts_become_ready_and_a_second_run_changes_nothing()
    {
        await Lab.ResetAsync(1, 2, 3);

        var first = Report.Of(await Lab.ToolAsync(["--output", "json"]));
        foreach (var host in (int[])[1, 2, 3])
        {
            Assert.AreEqual("success", first.Status(host), first.Message(host));
            Assert.IsTrue(first.Changed(host));
            Assert.AreNotEqual("", first.Fact(host, "dockerVersion"));
            Assert.AreNotEqual("", first.Fact(host, "composeVersion"));
            Assert.EndsWith(".lab.ts.net", first.Fact(host, "fqdn"));
            Assert.StartsWith("100.", first.Fact(host, "networkIPv4"));
            Assert.StartsWith("fd7a:115c:a1e0:", first.Fact(host, "networkIPv6"));
            Assert.Contains(first.Fact(host, "dockerVersion"), await Lab.OnHostAsync(host, "docker info --format '{{.ServerVersion}}'"));
            Assert.Contains("\"Running\"", await Lab.OnHostAsync(host, "tailscale status --json"));
        }

        await Task.WhenAll(((int[])[1, 2, 3]).Select(SetTripwiresAsync));
        var roots = await Task.WhenAll(((int[])[1, 2, 3]).Select(Lab.RootOfAsync));
        var before = roots.Select(root => HostTree.Read(root, SystemTrees)).ToList();
        var second = await Lab.ToolAsync(["--output", "json"]);
        var after = roots.Select(root => HostTree.Read(root, SystemTrees)).ToList();

        Assert.AreEqual(0, second.ExitCode, second.ToString());
        foreach (var host in (int[])[1, 2, 3])
        {
            Assert.AreEqual("success", Report.Of(second).Status(host));
            Assert.IsFalse(Report.Of(second).Changed(host));
            Assert.AreEqual("", string.Join('\n', HostTree.Difference(before[host - 1], after[host - 1])));
            Assert.AreEqual("", await Lab.OnHostAsync(host, "cat /run/tripped 2>/dev/null || :"), "a package manager was started");
        }
    }

    [TestMethod]
    public async Task An_unreachable_host_does_not_affect_the_others()
    {
        await Lab.ResetAsync(1, 3);
        await Lab.StopAsync(2);
        try
        {
            var run = await Lab.ToolAsync(["--output", "json"]);

            Assert.AreEqual(10, run.ExitCode, run.ToString());
            var report = Report.Of(run);
            Assert.AreEqual("success", report.Status(1), report.Message(1));
            Assert.AreEqual("ssh_unreachable", report.Error(2));
            Assert.AreEqual("success", report.Status(3), report.Message(3));
        }
        finally
        {
            await Lab.StartAsync(2);
        }
    }

    [TestMethod]
    public async Task Duplicate_entries_fail_and_hosts_of_one_template_do_not()
    {
        await Lab.ResetAsync(1, 2, 3);
        var machine = (await Lab.OnHostAsync(1, "cat /etc/machine-id")).Trim();
        await Lab.OnHostAsync(3, $"echo {machine} >/etc/machine-id");
        Assert.AreEqual(0, (await Lab.ToolAsync([])).ExitCode);
        var hosts = await Lab.HostsAsync();
        var (address, subnet) = (hosts[1].PublicIp!, hosts[1].PublicIp![..hosts[1].PublicIp!.LastIndexOf('.')]);
        await Lab.OnHostAsync(2, $"ip address add {subnet}.212/24 dev host0");
        Host[] listed = [.. hosts, hosts[1] with { Id = "lab-02-again", PublicIp = $"{subnet}.212" }];
        var document = Path.Combine(Lab.Folder.FullName, $"{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(document, HostsJson.Write(listed));

        var whole = await Lab.ToolAsync(["--hosts", document, "--output", "json"]);

        Assert.AreEqual(10, whole.ExitCode, whole.ToString());
        var report = Report.Of(whole);
        Assert.AreEqual("success host_duplicate success", $"{report.Status(1)} {report.Error(2)} {report.Status(3)}", whole.ToString());
        Assert.Contains($"app-1 ({address}): This is the same machine as app-1 ({subnet}.212).", report.Message(2));
        Assert.AreEqual(3, report.Hosts.Select(host => host.GetProperty("identity").GetProperty("machine").GetString()).Distinct(StringComparer.Ordinal).Count(), whole.ToString());

        Assert.AreNotEqual(HostShard.Parse("1/2")!.Contains(listed[1]), HostShard.Parse("1/2")!.Contains(listed[3]), "both entries are in one shard");
        string[] parts = [.. ((int[])[1, 2]).Select(i => Path.Combine(Lab.Folder.FullName, $"{Guid.NewGuid():N}-{i}.json"))];
        foreach (var (part, i) in parts.Select((part, i) => (part, i + 1)))
            Assert.AreEqual(0, (await Lab.ToolAsync(["--hosts", document, "--shard", $"{i}/2", "--report", part])).ExitCode);
        var merged = await Lab.ToolAsync(["report", "merge", .. parts, "--output", "json"]);

        Assert.AreEqual((10, whole.Output), (merged.ExitCode, merged.Output));
    }

    [TestMethod]
    public async Task Check_mode_reports_changes_and_makes_none()
    {
        await Lab.ResetAsync(1);
        var root = await Lab.RootOfAsync(1);
        var before = HostTree.Read(root, SystemTrees);

        var run = await Lab.ToolAsync(["check", "--limit", "lab-01", "--output", "json"]);

        Assert.AreEqual(11, run.ExitCode, run.ToString());
        var report = Report.Of(run);
        Assert.AreEqual("would-change", report.Step(1, "docker"));
        Assert.AreEqual("would-change", report.Step(1, "network-install"));
        Assert.AreEqual("would-change", report.Step(1, "network-join"));
        Assert.IsFalse(report.Changed(1));
        Assert.AreEqual("", string.Join('\n', HostTree.Difference(before, HostTree.Read(root, SystemTrees))));
    }

    [TestMethod]
    public async Task The_report_is_identical_at_any_parallelism()
    {
        await Lab.ResetAsync(1, 2, 3);
        await Lab.ToolAsync([]);
        await Lab.StopAsync(2);
        try
        {
            foreach (var format in (string[])["text", "json"])
            {
                var one = await Lab.ToolAsync(["--output", format, "--parallel", "1"]);
                var many = await Lab.ToolAsync(["--output", format, "--parallel", "64"]);

                Assert.AreEqual(10, one.ExitCode, one.ToString());
                Assert.AreEqual(one.Output, many.Output);
            }
        }
        finally
        {
            await Lab.StartAsync(2);
        }
    }

    // From here on the host records when a package manager starts.
    private static Task<string> SetTripwiresAsync(int host) => Lab.OnHostAsync(
        host,
        """
        for program in apt-get apt dpkg apt-cache systemd-run; do
            path=$(command -v $program)
            mv "$path" "$path.real"
            printf '#!/bin/sh\necho "%s $*" >>/run/tripped\nexec %s.real "$@"\n' "$path" "$path" >"$path"
            chmod +x "$path"
        done
        """);
}

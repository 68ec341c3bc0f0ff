namespace Stagecraft.Lab.Tests.Platforms;

/// <summary>One host of each supported platform: all in one run, then each alone. All other tests use the lab's default.</summary>
[TestClass]
[RequiresLab]
public sealed class PlatformTests
{
    private const string Apt = "installMethod: apt";

    // What a user does with a ready host. The image is a shell and its libraries, because there is no registry.
    private const string Compose = """
        mkdir -p /root/project
        cd /root/project
        tar --create --dereference /bin/sh $(ldd /bin/sh | grep -o '/[^ ]*') 2>/dev/null | docker import - lab >/dev/null
        printf 'services:\n  app:\n    image: lab\n    command: [/bin/sh, -c, "echo composed"]\n' >compose.yml
        docker compose up 2>/dev/null
        docker compose down 2>/dev/null
        """;

    private static readonly List<PlatformRow> Rows = [];

    private static PlatformLab lab = null!;
    private static CommandRun fleet = null!;

    public static IEnumerable<object[]> Names => Lab.Platforms.Keys.Select(name => new object[] { name });

    [ClassInitialize]
    public static async Task RunOnceOnAllAsync(TestContext context)
    {
        lab = await PlatformLab.UpAsync();
        fleet = await lab.ToolAsync(lab.DockerCe());
    }

    [ClassCleanup]
    public static async Task DownAsync()
    {
        PlatformPage.Write(Rows);
        if (lab is not null) await lab.DisposeAsync();
    }

    [TestMethod]
    public void A_fleet_of_all_platforms_becomes_ready_in_one_run()
    {
        Assert.AreEqual(0, fleet.ExitCode, fleet.ToString());
        var report = Report.Of(fleet);
        Assert.HasCount(Lab.Platforms.Count, report.Hosts);
        foreach (var name in Lab.Platforms.Keys)
        {
            AssertReady(fleet, PlatformLab.HostOf(name), changes: true);
            Assert.StartsWith(lab.DockerCeVersions(name)[^1], report.Fact(PlatformLab.HostOf(name), "dockerVersion"));
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public async Task A_host_of_each_platform_becomes_ready_in_every_supported_way(string name)
    {
        var platform = Lab.Platforms[name];
        var host = PlatformLab.HostOf(name);
        var versions = lab.DockerCeVersions(name);
        // The platform's own packages, if they include Compose.
        var docker = platform.Compose is null ? lab.DockerCe() : Apt;
        Task<CommandRun> ToolAsync(string section, params IEnumerable<string> arguments) => lab.ToolAsync(section, [.. arguments, "--limit", $"lab-{host:00}"]);

        await lab.ResetAsync(host);
        Assert.AreEqual($"{platform.Id} {platform.VersionId} {platform.Codename}\n", await lab.OnHostAsync(host, ". /etc/os-release; echo $ID $VERSION_ID $VERSION_CODENAME"));
        var check = await ToolAsync(docker, "check");
        Assert.AreEqual(11, check.ExitCode, check.ToString());
        Assert.StartsWith("docker: install ", Report.Of(check).Pending(host));
        Assert.AreEqual("", await lab.OnHostAsync(host, "command -v docker tailscale || :"));

        var ready = AssertReady(await ToolAsync(docker), host, changes: true);
        Assert.Contains("composed", await lab.OnHostAsync(host, Compose));
        AssertReady(await ToolAsync(docker), host, changes: false);
        var unchanged = await ToolAsync(docker, "check");
        Assert.AreEqual(0, unchanged.ExitCode, unchanged.ToString());

        await lab.ResetAsync(host);
        if (platform.Compose is null) AssertFails(await ToolAsync(Apt), host, $"{platform.Name} has no package of Compose v2.");
        AssertFails(await ToolAsync(lab.DockerCe(", version: \"99\"")), host, "version 99 of docker-ce is not available");
        var pinned = AssertReady(await ToolAsync(lab.DockerCe($", version: \"{versions[0]}\"")), host, changes: true);
        Assert.StartsWith(versions[0], pinned.Fact(host, "dockerVersion"));
        Assert.AreNotEqual(versions[^1], versions[0]);

        var row = await RowAsync(name, host, Report.Of(fleet), ready, pinned);
        Rows.Add(row);
        Assert.IsTrue(PlatformPage.Has(row), $"docs/platforms.md has a different row, or none: {PlatformPage.HowToMake}. The row is now\n{row}\n");
    }

    private static async Task<PlatformRow> RowAsync(string name, int host, Report fleet, Report ready, Report pinned) => new(
        name,
        lab.Architecture,
        Lab.Platforms[name].Compose is null ? null : Versions(ready, host),
        $"{Versions(fleet, host)}; {Versions(pinned, host)}",
        (await lab.OnHostAsync(host, """
            apt-get --version | awk 'NR == 1 { print "apt " $2 }'
            systemctl --version | awk 'NR == 1 { print "systemd " $2 }'
            dpkg-query --show --showformat '${Version}' openssh-server | sed -E 's/^1:/OpenSSH /; s/-.*/\n/'
            sudo --version | awk 'NR == 1 { print tolower($1) " " $NF }'
            timeout --version | awk 'NR == 1 { print ($2 ~ /uutils/ ? "uutils " : "coreutils ") $NF }'
            """)).Trim().ReplaceLineEndings(", "));

    private static string Versions(Report report, int host) => $"{report.Fact(host, "dockerVersion")}, Compose {report.Fact(host, "composeVersion")}";

    private static Report AssertReady(CommandRun run, int host, bool changes)
    {
        Assert.AreEqual(0, run.ExitCode, run.ToString());
        var report = Report.Of(run);
        Assert.AreEqual(changes, report.Changed(host), run.ToString());
        Assert.IsEmpty(report.Warnings(host), run.ToString());
        Assert.AreNotEqual("", report.Fact(host, "composeVersion"));
        Assert.EndsWith(".lab.ts.net", report.Fact(host, "fqdn"));
        return report;
    }

    private static void AssertFails(CommandRun run, int host, string says)
    {
        Assert.AreEqual("docker_install_failed", Report.Of(run).Error(host), run.ToString());
        Assert.Contains(says, Report.Of(run).Message(host));
    }
}

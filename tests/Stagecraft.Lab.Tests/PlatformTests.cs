namespace Stagecraft.Lab.Tests;

/// <summary>Each supported platform, on a host of that platform. All other tests use the lab's default.</summary>
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

    public static IEnumerable<object[]> Names => Lab.Platforms.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public async Task A_new_host_of_each_platform_becomes_ready(string name)
    {
        await using var lab = await PlatformLab.UpAsync(name);
        var platform = Lab.Platforms[name];
        // The platform's own packages, if they include Compose.
        var docker = platform.Compose is null ? lab.DockerCe() : Apt;
        var newest = lab.DockerCeVersions[^1];

        Assert.AreEqual($"{platform.Id} {platform.VersionId} {platform.Codename}\n", await lab.OnHostAsync(". /etc/os-release; echo $ID $VERSION_ID $VERSION_CODENAME"));
        var check = await lab.ToolAsync(docker, "check");
        Assert.AreEqual(11, check.ExitCode, check.ToString());
        Assert.StartsWith("docker: install ", Report.Of(check).Pending(1));
        Assert.AreEqual("", await lab.OnHostAsync("command -v docker tailscale || :"));

        await AssertReadyAsync(lab, docker, changes: true);
        Assert.Contains("composed", await lab.OnHostAsync(Compose));
        await AssertReadyAsync(lab, docker, changes: false);
        var unchanged = await lab.ToolAsync(docker, "check");
        Assert.AreEqual(0, unchanged.ExitCode, unchanged.ToString());

        await lab.ResetAsync();
        if (platform.Compose is not null)
            Assert.StartsWith(newest, Report.Of(await AssertReadyAsync(lab, lab.DockerCe(), changes: true)).Fact(1, "dockerVersion"));
        else
            AssertFails(await lab.ToolAsync(Apt), $"{platform.Name} has no package of Compose v2.");

        await lab.ResetAsync();
        AssertFails(await lab.ToolAsync(lab.DockerCe(", version: \"99\"")), "version 99 of docker-ce is not available");
        var pinned = Report.Of(await AssertReadyAsync(lab, lab.DockerCe($", version: \"{lab.DockerCeVersions[0]}\""), changes: true));
        Assert.StartsWith(lab.DockerCeVersions[0], pinned.Fact(1, "dockerVersion"));
        Assert.AreNotEqual(newest, lab.DockerCeVersions[0]);
    }

    private static async Task<CommandRun> AssertReadyAsync(PlatformLab lab, string docker, bool changes)
    {
        var run = await lab.ToolAsync(docker);
        Assert.AreEqual(0, run.ExitCode, run.ToString());
        var report = Report.Of(run);
        Assert.AreEqual(changes, report.Changed(1), run.ToString());
        Assert.IsEmpty(report.Warnings(1), run.ToString());
        Assert.AreNotEqual("", report.Fact(1, "composeVersion"));
        Assert.EndsWith(".lab.ts.net", report.Fact(1, "fqdn"));
        return run;
    }

    private static void AssertFails(CommandRun run, string says)
    {
        Assert.AreEqual("docker_install_failed", Report.Of(run).Error(1), run.ToString());
        Assert.Contains(says, Report.Of(run).Message(1));
    }
}

using Stagecraft.Bootstrap.Tests.Engine;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Docker;

/// <summary>A host on which an earlier version has installed the package key unchecked.</summary>
[TestClass]
public sealed class DockerSourceTests
{
    private const string Old = HostAnswers.Docker + "\nsource=old";
    private const string Key = "9DC858229FC7DD38854AE2D88D81803C0EBFCD88";

    private static readonly DockerOptions DockerCe = new() { InstallMethod = DockerInstallMethod.DockerCe };

    [TestMethod]
    public async Task The_old_key_of_a_ready_host_is_replaced()
    {
        var scripted = Host(Old, HostAnswers.Docker).On("docker-source");

        var result = await RunAsync(scripted, DockerCe);

        Assert.AreEqual((HostStatus.Success, StepOutcome.Changed, "replace the package key of docker-ce"), (result.Status, result.Step("docker").Outcome, result.Step("docker").Detail));
        Assert.AreSequenceEqual(["preflight", "docker-detect", $"docker-source 300 900 https://download.docker.com/linux/ubuntu {Key} jammy", "docker-detect"], scripted.Scripts);
        Assert.HasCount(2, scripted.Commands);
    }

    [TestMethod]
    public async Task The_configured_source_replaces_it()
    {
        var scripted = Host(Old, HostAnswers.Docker).On("docker-source");

        await RunAsync(scripted, DockerCe with { Mirror = "https://mirror.example.com/docker", MirrorKeyFingerprint = new string('A', 40) });

        Assert.Contains($"docker-source 300 900 https://mirror.example.com/docker {new string('A', 40)} jammy", scripted.Scripts);
    }

    [TestMethod]
    [DataRow(DockerInstallMethod.Apt)]
    [DataRow(DockerInstallMethod.Skip)]
    public async Task Without_a_configured_repository_the_source_is_removed(DockerInstallMethod method)
    {
        var scripted = Host(Old, HostAnswers.Docker).On("docker-source");

        var result = await RunAsync(scripted, new DockerOptions { InstallMethod = method });

        Assert.AreEqual("Changed remove the package source of docker-ce", $"{result.Step("docker").Outcome} {result.Step("docker").Detail}");
        Assert.Contains("docker-source 300 900", scripted.Scripts);
    }

    [TestMethod]
    public async Task A_host_that_cannot_fetch_the_key_fails()
    {
        var scripted = Host(Old).On("docker-source", "reason=fetch\ndetail=E: Failed to fetch x", exit: 1);

        var result = await RunAsync(scripted, DockerCe);

        Assert.AreEqual(ErrorCode.DockerInstallFailed, result.ErrorCode);
        Assert.Contains("The package key of docker-ce could not be replaced: E: Failed to fetch x.", result.Message);
    }

    [TestMethod]
    public async Task Missing_packages_are_installed_in_the_same_run()
    {
        var scripted = Host("LoadState=not-found\nsource=old", HostAnswers.NoDocker, HostAnswers.Docker).On("docker-source").On("docker-ce");

        var result = await RunAsync(scripted, DockerCe);

        Assert.AreEqual("replace the package key of docker-ce; install docker-ce, docker-ce-cli, containerd.io, docker-buildx-plugin, docker-compose-plugin", result.Step("docker").Detail);
    }

    [TestMethod]
    public async Task Check_mode_says_why_and_changes_nothing()
    {
        var scripted = Host(Old);

        var result = await EngineRun.OneAsync(scripted, new BootstrapOptions { Docker = DockerCe, CheckOnly = true });

        Assert.AreEqual("WouldChange replace the package key of docker-ce (an earlier version installed its key as downloaded)", $"{result.Step("docker").Outcome} {result.Step("docker").Detail}");
        Assert.AreSequenceEqual(["preflight", "docker-detect"], scripted.Scripts);
    }

    [TestMethod]
    public async Task A_disabled_docker_step_probes_nothing()
    {
        var scripted = Host(Old);

        await RunAsync(scripted, new DockerOptions { Enabled = false });

        Assert.AreSequenceEqual(["preflight"], scripted.Scripts);
    }

    private static Task<HostResult> RunAsync(ScriptedHost scripted, DockerOptions docker) => EngineRun.OneAsync(scripted, new BootstrapOptions { Docker = docker });

    private static ScriptedHost Host(params string[] detections)
    {
        var scripted = new ScriptedHost().On("preflight", HostAnswers.Preflight);
        foreach (var detection in detections) scripted.On("docker-detect", detection);
        return scripted;
    }
}

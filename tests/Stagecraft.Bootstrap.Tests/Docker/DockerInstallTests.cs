using Stagecraft.Bootstrap.Tests.Engine;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Docker;

[TestClass]
public sealed class DockerInstallTests
{
    private const string DockerKey = "9DC858229FC7DD38854AE2D88D81803C0EBFCD88";
    private const string DockerCePackages = "docker-ce docker-ce-cli containerd.io docker-buildx-plugin docker-compose-plugin";

    [TestMethod]
    public async Task Docker_ce_gets_its_repository_key_release_and_packages()
    {
        var script = await InstalledWithAsync(new DockerOptions { InstallMethod = DockerInstallMethod.DockerCe });

        Assert.AreEqual($"docker-ce 300 900 - latest https://download.docker.com/linux/ubuntu {DockerKey} jammy {DockerCePackages}", script);
    }

    [TestMethod]
    public async Task A_mirror_replaces_the_address_and_keeps_dockers_key()
    {
        var script = await InstalledWithAsync(new DockerOptions { InstallMethod = DockerInstallMethod.DockerCe, Mirror = "https://mirror.example.com/docker" });

        Assert.AreEqual($"docker-ce 300 900 - latest https://mirror.example.com/docker {DockerKey} jammy {DockerCePackages}", script);
    }

    [TestMethod]
    public async Task A_mirror_may_sign_with_its_own_key()
    {
        var key = new string('A', 40);

        var script = await InstalledWithAsync(new DockerOptions
        {
            InstallMethod = DockerInstallMethod.DockerCe,
            Mirror = "https://mirror.example.com/docker",
            MirrorKeyFingerprint = key,
            Version = "27.5",
            ComposeRequired = false,
        });

        Assert.AreEqual($"docker-ce 300 900 - 27.5 https://mirror.example.com/docker {key} jammy {DockerCePackages}", script);
    }

    [TestMethod]
    public async Task A_version_is_passed_to_the_installation() =>
        Assert.AreEqual(
            "docker-apt 300 900 - 27.5 docker.io docker-compose-v2",
            await InstalledWithAsync(new DockerOptions { Version = "27.5" }));

    [TestMethod]
    public async Task Limits_come_from_the_configuration()
    {
        var scripted = Host(HostAnswers.NoDocker, HostAnswers.Docker).On("docker-apt");
        var timeouts = new BootstrapTimeouts { Settle = TimeSpan.FromSeconds(7), Install = TimeSpan.FromSeconds(90) };

        await EngineRun.OneAsync(scripted, new BootstrapOptions { Timeouts = timeouts });

        Assert.AreEqual("docker-apt 7 90 - latest docker.io docker-compose-v2", scripted.Scripts[2]);
        Assert.AreEqual("timeout -k 5 157 sh -s", scripted.Commands[1].CommandLine);
    }

    [TestMethod]
    public async Task The_engine_of_docker_gets_the_compose_of_docker()
    {
        var scripted = Host(EngineOnly("docker-ce,docker-ce-cli,containerd.io"), HostAnswers.Docker).On("docker-ce");

        await EngineRun.OneAsync(scripted, new BootstrapOptions { Docker = new DockerOptions { InstallMethod = DockerInstallMethod.DockerCe } });

        Assert.AreEqual($"docker-ce 300 900 - latest https://download.docker.com/linux/ubuntu {DockerKey} jammy docker-compose-plugin", scripted.Scripts[2]);
    }

    [TestMethod]
    [DataRow(DockerInstallMethod.Apt, "docker-ce,docker-ce-cli", "needs docker-compose-v2, which conflicts with docker-ce, docker-ce-cli on the host.", "installMethod to docker-ce")]
    [DataRow(DockerInstallMethod.DockerCe, "docker.io", "needs docker-compose-plugin, which conflicts with docker.io on the host.", "installMethod to apt")]
    public async Task Packages_of_docker_and_the_distribution_are_never_mixed(DockerInstallMethod method, string packages, string observed, string remedy)
    {
        var scripted = Host(EngineOnly(packages));

        var result = await EngineRun.OneAsync(scripted, new BootstrapOptions { Docker = new DockerOptions { InstallMethod = method } });

        Assert.AreEqual(ErrorCode.DockerInstallFailed, result.ErrorCode);
        Assert.Contains(observed, result.Message);
        Assert.Contains(remedy, result.Message);
        Assert.HasCount(1, scripted.Commands);
        Assert.IsFalse(result.Changed);
    }

    [TestMethod]
    [DataRow("packages")]
    [DataRow("unfinished")]
    public async Task A_client_from_another_source_prevents_the_installation(string known)
    {
        var scripted = Host($"client=/usr/bin/docker\nLoadState=not-found\n{known}=docker-ce-cli");

        var result = await EngineRun.OneAsync(scripted);

        Assert.AreEqual(ErrorCode.DockerInstallFailed, result.ErrorCode);
        Assert.Contains("conflicts with docker-ce-cli on the host.", result.Message);
    }

    [TestMethod]
    [DataRow("busy", "E: Could not get lock /var/lib/apt/lists/lock", "host_busy", "timeouts.settle")]
    [DataRow("timeout", "the package operation did not end within 900 s", "timed_out", "timeouts.install")]
    [DataRow("fetch", "Err:1 https://download.docker.com/linux/ubuntu jammy InRelease", "docker_install_failed", "DNS, firewall, proxy")]
    [DataRow("key", "the key at https://mirror/gpg has the fingerprint AA, not BB", "docker_install_failed", "before you trust this source")]
    [DataRow("install", "E: Unable to locate package docker.io", "docker_install_failed", "Resolve the error above on the host")]
    [DataRow("start", "failed to start daemon: error initializing graphdriver", "docker_verify_failed", "Resolve the error above on the host")]
    public async Task Each_reason_for_a_failed_installation_has_code_cause_and_fix(string reason, string detail, string code, string remedy)
    {
        var scripted = Host(HostAnswers.NoDocker).On("docker-apt", $"reason={reason}\ndetail={detail}", exit: 1);

        var result = await EngineRun.OneAsync(scripted);

        Assert.AreEqual(code, result.ErrorCode?.Id);
        Assert.Contains(detail, result.Message);
        Assert.Contains(remedy, result.Message);
        Assert.Contains(reason == "start" ? "The Docker daemon does not start" : "Docker could not be installed", result.Message);
        Assert.IsTrue(result.Changed, "a change was begun");
        Assert.AreEqual(StepOutcome.Failed, result.Step("docker").Outcome);
        Assert.AreEqual("docker-apt 300 900 - latest docker.io docker-compose-v2", scripted.Scripts[^1]);
    }

    [TestMethod]
    public async Task A_failed_installation_without_a_detail_shows_its_standard_error()
    {
        var scripted = Host(HostAnswers.NoDocker).On("docker-apt", exit: 2, error: "sh: 40: systemd-run: not found\n");

        var result = await EngineRun.OneAsync(scripted);

        Assert.AreEqual(ErrorCode.DockerInstallFailed, result.ErrorCode);
        Assert.Contains("Docker could not be installed: sh: 40: systemd-run: not found.", result.Message);
    }

    private static async Task<string> InstalledWithAsync(DockerOptions docker)
    {
        var scripted = Host(HostAnswers.NoDocker, HostAnswers.Docker).On("docker-apt").On("docker-ce");

        var result = await EngineRun.OneAsync(scripted, new BootstrapOptions { Docker = docker });

        Assert.AreEqual(HostStatus.Success, result.Status, result.Message);
        return scripted.Scripts[2];
    }

    private static string EngineOnly(string packages) =>
        $"server=27.5.1\nclient=/usr/bin/docker\nLoadState=loaded\nUnitFileState=enabled\npackages={packages}";

    private static ScriptedHost Host(params string[] detections)
    {
        var scripted = new ScriptedHost().On("preflight", HostAnswers.Preflight);
        foreach (var detection in detections) scripted.On("docker-detect", detection);
        return scripted;
    }
}

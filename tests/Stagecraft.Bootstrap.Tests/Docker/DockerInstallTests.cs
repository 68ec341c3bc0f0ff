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
    [DataRow("debian", "12", "docker.io apparmor")]
    [DataRow("debian", "13", "docker.io docker-cli docker-compose apparmor")]
    [DataRow("ubuntu", "22.04", "docker.io docker-compose-v2")]
    [DataRow("ubuntu", "24.04", "docker.io docker-compose-v2")]
    [DataRow("ubuntu", "26.04", "docker.io docker-compose-v2")]
    public async Task Each_platform_gets_its_own_packages(string id, string version, string packages) => Assert.AreEqual(
        $"docker-apt 300 900 - latest {packages}",
        await InstalledWithAsync(new DockerOptions { ComposeRequired = packages.Contains("compose", StringComparison.Ordinal) }, On(id, version)));

    [TestMethod]
    [DataRow("debian", "12", "debian", "bookworm", " apparmor")]
    [DataRow("debian", "13", "debian", "trixie", " apparmor")]
    [DataRow("ubuntu", "24.04", "ubuntu", "noble", "")]
    [DataRow("ubuntu", "26.04", "ubuntu", "resolute", "")]
    public async Task Docker_ce_comes_from_the_repository_of_the_platform(string id, string version, string directory, string codename, string additional) => Assert.AreEqual(
        $"docker-ce 300 900 - latest https://download.docker.com/linux/{directory} {DockerKey} {codename} {DockerCePackages}{additional}",
        await InstalledWithAsync(new DockerOptions { InstallMethod = DockerInstallMethod.DockerCe }, On(id, version)));

    [TestMethod]
    [DataRow("https://mirror.example.com/docker/linux/{id}", "https://mirror.example.com/docker/linux/debian")]
    [DataRow("https://mirror.example.com/docker-{id}-{codename}/", "https://mirror.example.com/docker-debian-trixie")]
    [DataRow("https://mirror.example.com/docker/linux/debian", "https://mirror.example.com/docker/linux/debian")]
    [DataRow("https://mirror.example.com/docker", "https://mirror.example.com/docker")]
    [DataRow("https://mirror.example.com/ubuntu/docker/debian", "https://mirror.example.com/ubuntu/docker/debian")]
    public async Task A_mirror_can_serve_several_platforms(string mirror, string url) => Assert.AreEqual(
        $"docker-ce 300 900 - latest {url} {DockerKey} trixie {DockerCePackages} apparmor",
        await InstalledWithAsync(new DockerOptions { InstallMethod = DockerInstallMethod.DockerCe, Mirror = mirror }, On("debian", "13")));

    [TestMethod]
    [DataRow("https://mirror.example.com/docker/linux/ubuntu")]
    [DataRow("https://mirror.example.com/Ubuntu/docker/")]
    public async Task A_mirror_of_another_distribution_is_refused(string mirror)
    {
        var scripted = Host(On("debian", "13"), HostAnswers.NoDocker);

        var result = await EngineRun.OneAsync(scripted, new BootstrapOptions { Docker = new DockerOptions { InstallMethod = DockerInstallMethod.DockerCe, Mirror = mirror } });

        Assert.AreEqual(ErrorCode.DockerInstallFailed, result.ErrorCode);
        Assert.AreEqual($"The host runs Debian 13, but docker.mirror ({mirror.TrimEnd('/')}) is for ubuntu.", result.Cause);
        Assert.AreEqual("Write {id} instead of 'ubuntu' in docker.mirror, so that each host uses the packages of its distribution.", result.Remedy);
        Assert.IsFalse(result.Changed);
    }

    [TestMethod]
    [DataRow(DockerInstallMethod.Apt, HostAnswers.NoDocker, "Debian 12 has no package of Compose v2.", "Set docker.installMethod to docker-ce, or docker.composeRequired to false.")]
    [DataRow(DockerInstallMethod.Apt, DebianEngine, "Debian 12 has no package of Compose v2.", "Set docker.composeRequired to false. Or remove docker.io on the host ('apt-get remove' keeps images and volumes), and set docker.installMethod to docker-ce.")]
    [DataRow(DockerInstallMethod.DockerCe, DebianEngine, "The host needs docker-compose-plugin, which conflicts with docker.io on the host.", "Remove docker.io on the host ('apt-get remove' keeps images and volumes). Or set docker.installMethod to apt and docker.composeRequired to false.")]
    public async Task A_fix_for_a_platform_without_compose_is_not_refused_in_turn(DockerInstallMethod method, string detection, string observed, string remedy)
    {
        var scripted = Host(On("debian", "12"), detection);

        var result = await EngineRun.OneAsync(scripted, new BootstrapOptions { Docker = new DockerOptions { InstallMethod = method } });

        Assert.AreEqual((ErrorCode.DockerInstallFailed, observed, remedy), (result.ErrorCode, result.Cause, result.Remedy));
        Assert.IsFalse(result.Changed);
        Assert.HasCount(1, scripted.Commands);
    }

    // Debian 13's docker.io only recommends docker-cli. The installed engine keeps its version.
    [TestMethod]
    public async Task An_engine_without_a_client_gets_only_what_is_missing()
    {
        var scripted = Host(On("debian", "13"), "LoadState=loaded\nUnitFileState=enabled\nActiveState=active\npackages=docker.io", HostAnswers.Docker).On("docker-apt");

        var result = await EngineRun.OneAsync(scripted);

        Assert.AreEqual(HostStatus.Success, result.Status, result.Message);
        Assert.AreEqual("docker-apt 300 900 - latest docker-cli docker-compose apparmor", scripted.Scripts[2]);
    }

    [TestMethod]
    public async Task A_host_whose_containers_run_unconfined_gets_a_warning()
    {
        var result = await EngineRun.OneAsync(Host(HostAnswers.Preflight, HostAnswers.Docker + "\napparmor=missing"));

        Assert.AreEqual(HostStatus.Success, result.Status, result.Message);
        Assert.StartsWith("Containers run without AppArmor", result.Warnings.Single());
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
        var scripted = Host(HostAnswers.Preflight, HostAnswers.NoDocker, HostAnswers.Docker).On("docker-apt");
        var timeouts = new BootstrapTimeouts { Settle = TimeSpan.FromSeconds(7), Install = TimeSpan.FromSeconds(90) };

        await EngineRun.OneAsync(scripted, new BootstrapOptions { Timeouts = timeouts });

        Assert.AreEqual("docker-apt 7 90 - latest docker.io docker-compose-v2", scripted.Scripts[2]);
        Assert.AreEqual("timeout -k 5 157 sh -s", scripted.Commands[1].CommandLine);
    }

    [TestMethod]
    public async Task The_engine_of_docker_gets_the_compose_of_docker()
    {
        var scripted = Host(HostAnswers.Preflight, EngineOnly("docker-ce,docker-ce-cli,containerd.io"), HostAnswers.Docker).On("docker-ce");

        await EngineRun.OneAsync(scripted, new BootstrapOptions { Docker = new DockerOptions { InstallMethod = DockerInstallMethod.DockerCe } });

        Assert.AreEqual($"docker-ce 300 900 - latest https://download.docker.com/linux/ubuntu {DockerKey} jammy docker-compose-plugin", scripted.Scripts[2]);
    }

    [TestMethod]
    [DataRow(DockerInstallMethod.Apt, "docker-ce,docker-ce-cli", "The host needs docker-compose-v2, which conflicts with docker-ce, docker-ce-cli on the host.", "Set docker.installMethod to docker-ce for this host, or remove the conflicting packages first.")]
    [DataRow(DockerInstallMethod.DockerCe, "docker.io", "The host needs docker-compose-plugin, which conflicts with docker.io on the host.", "Set docker.installMethod to apt for this host, or remove the conflicting packages first.")]
    public async Task Packages_of_docker_and_the_distribution_are_never_mixed(DockerInstallMethod method, string packages, string observed, string remedy)
    {
        var scripted = Host(HostAnswers.Preflight, EngineOnly(packages));

        var result = await EngineRun.OneAsync(scripted, new BootstrapOptions { Docker = new DockerOptions { InstallMethod = method } });

        Assert.AreEqual((ErrorCode.DockerInstallFailed, observed, remedy), (result.ErrorCode, result.Cause, result.Remedy));
        Assert.HasCount(1, scripted.Commands);
        Assert.IsFalse(result.Changed);
    }

    [TestMethod]
    [DataRow("packages")]
    [DataRow("unfinished")]
    public async Task A_client_from_another_source_prevents_the_installation(string known)
    {
        var scripted = Host(HostAnswers.Preflight, $"client=/usr/bin/docker\nLoadState=not-found\n{known}=docker-ce-cli");

        var result = await EngineRun.OneAsync(scripted);

        Assert.AreEqual(ErrorCode.DockerInstallFailed, result.ErrorCode);
        Assert.AreEqual("The host needs docker.io, docker-compose-v2, which conflicts with docker-ce-cli on the host.", result.Cause);
    }

    // No supported platform has several packages of Docker and none of Compose.
    [TestMethod]
    public void A_fix_for_a_platform_without_compose_names_all_packages()
    {
        var platform = new SupportedPlatform("debian", "99", "future", "Debian") { Docker = ["docker.io", "docker-cli"], Compose = null };
        var state = DockerState.From(new ScriptAnswer("docker-detect", 0, new Dictionary<string, string> { ["LoadState"] = "loaded", ["client"] = "/usr/bin/docker", ["packages"] = "docker.io,docker-cli" }, ""));

        var missing = Assert.ThrowsExactly<HostFailureException>(() => DockerInstaller.MissingPackages(state, new DockerOptions(), platform));
        var mixed = Assert.ThrowsExactly<HostFailureException>(
            () => DockerInstaller.RefuseToMix(state, new DockerOptions { InstallMethod = DockerInstallMethod.DockerCe }, ["docker-compose-plugin"], platform));

        Assert.AreEqual("Set docker.composeRequired to false. Or remove docker.io, docker-cli on the host ('apt-get remove' keeps images and volumes), and set docker.installMethod to docker-ce.", missing.Remedy);
        Assert.AreEqual("Remove docker.io, docker-cli on the host ('apt-get remove' keeps images and volumes). Or set docker.installMethod to apt and docker.composeRequired to false.", mixed.Remedy);
    }

    [TestMethod]
    public async Task All_packages_that_were_left_unfinished_are_reported()
    {
        var scripted = Host(HostAnswers.Preflight, "LoadState=loaded\nunfinished=docker.io,containerd", HostAnswers.Docker).On("docker-apt");

        var result = await EngineRun.OneAsync(scripted);

        Assert.AreEqual("install docker.io, docker-compose-v2 (docker.io, containerd was left unfinished)", result.Step("docker").Detail);
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
        var scripted = Host(HostAnswers.Preflight, HostAnswers.NoDocker).On("docker-apt", $"reason={reason}\ndetail={detail}", exit: 1);

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
        var scripted = Host(HostAnswers.Preflight, HostAnswers.NoDocker).On("docker-apt", exit: 2, error: "sh: 40: systemd-run: not found\n");

        var result = await EngineRun.OneAsync(scripted);

        Assert.AreEqual(ErrorCode.DockerInstallFailed, result.ErrorCode);
        Assert.Contains("Docker could not be installed: sh: 40: systemd-run: not found.", result.Message);
    }

    private const string DebianEngine = "server=20.10.24\nclient=/usr/bin/docker\nLoadState=loaded\nUnitFileState=enabled\npackages=docker.io";

    private static string On(string id, string version) => $"uid=0\nos_id={id}\nos_version={version}\nsystemd=yes\narch=amd64";

    private static async Task<string> InstalledWithAsync(DockerOptions docker, string platform = HostAnswers.Preflight)
    {
        var scripted = Host(platform, HostAnswers.NoDocker, HostAnswers.Docker).On("docker-apt").On("docker-ce");

        var result = await EngineRun.OneAsync(scripted, new BootstrapOptions { Docker = docker });

        Assert.AreEqual(HostStatus.Success, result.Status, result.Message);
        return scripted.Scripts[2];
    }

    private static string EngineOnly(string packages) =>
        $"server=27.5.1\nclient=/usr/bin/docker\nLoadState=loaded\nUnitFileState=enabled\npackages={packages}";

    private static ScriptedHost Host(string platform, params string[] detections)
    {
        var scripted = new ScriptedHost().On("preflight", platform);
        foreach (var detection in detections) scripted.On("docker-detect", detection);
        return scripted;
    }
}

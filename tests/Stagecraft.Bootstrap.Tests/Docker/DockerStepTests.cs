using Stagecraft.Bootstrap.Tests.Engine;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Docker;

/// <summary>The decisions of the step for each state. Scripts are the contract: nothing else reaches the host.</summary>
[TestClass]
public sealed class DockerStepTests
{
    private const string Stopped = "compose=2.33.0\nclient=/usr/bin/docker\nLoadState=loaded\nUnitFileState=enabled\npackages=docker.io,docker-compose-v2\nerror=Cannot connect to the Docker daemon";

    [TestMethod]
    public async Task Absent_docker_is_installed_from_ubuntu_and_verified()
    {
        var scripted = Host(HostAnswers.NoDocker, HostAnswers.Docker).On("docker-apt");

        var result = await RunAsync(scripted);

        AssertChange(scripted, "docker-apt 300 900 - latest docker.io docker-compose-v2");
        AssertChanged(result, "install docker.io, docker-compose-v2");
        Assert.AreEqual("27.5.1 2.33.0", $"{result.Facts.DockerVersion} {result.Facts.ComposeVersion}");
    }

    [TestMethod]
    public async Task A_client_alone_does_not_count_as_docker()
    {
        var scripted = Host("client=/usr/bin/docker\nLoadState=not-found\nerror=Cannot connect", HostAnswers.Docker).On("docker-apt");

        await RunAsync(scripted);

        AssertChange(scripted, "docker-apt 300 900 - latest docker.io docker-compose-v2");
    }

    [TestMethod]
    public async Task Only_the_engine_is_installed_if_compose_exists()
    {
        var scripted = Host("compose=2.33.0\nclient=/usr/bin/docker\nLoadState=not-found", HostAnswers.Docker).On("docker-apt");

        await RunAsync(scripted);

        AssertChange(scripted, "docker-apt 300 900 - latest docker.io");
    }

    // For example, the group of its socket is created only when the package is configured. A start now would fail.
    [TestMethod]
    public async Task An_engine_that_dpkg_has_not_finished_is_not_started()
    {
        var scripted = Host(
            "compose=2.33.0\nclient=/usr/bin/docker\nLoadState=loaded\nUnitFileState=disabled\nunfinished=docker.io", HostAnswers.Docker)
            .On("docker-apt");

        await RunAsync(scripted);

        AssertChange(scripted, "docker-apt 300 900 - latest docker.io");
    }

    [TestMethod]
    public async Task A_stopped_daemon_is_started_and_not_installed()
    {
        var scripted = Host(Stopped, HostAnswers.Docker).On("docker-start");

        AssertChanged(await RunAsync(scripted), "start docker");
        AssertChange(scripted, "docker-start");
    }

    [TestMethod]
    public async Task A_daemon_that_does_not_start_at_boot_is_enabled()
    {
        var scripted = Host(HostAnswers.Docker.Replace("UnitFileState=enabled", "UnitFileState=disabled", StringComparison.Ordinal), HostAnswers.Docker).On("docker-start");

        AssertChanged(await RunAsync(scripted), "enable docker at boot");
        AssertChange(scripted, "docker-start");
    }

    [TestMethod]
    [DataRow("+Engine +runc", "LoadState=loaded", "start containerd")]
    [DataRow("+Engine +containerd +runc", "LoadState=loaded\npending=yes", "complete an earlier run: verify that docker starts a container")]
    public async Task A_daemon_without_containerd_is_started(string components, string more, string change)
    {
        var scripted = Host($"server=27.5.1 {components}\ncompose=2.33.0\nclient=/usr/bin/docker\nUnitFileState=enabled\n{more}", HostAnswers.Docker).On("docker-start");

        AssertChanged(await RunAsync(scripted), change);
        AssertChange(scripted, "docker-start");
    }

    [TestMethod]
    [DataRow("", "docker.service is running, but its daemon does not answer.", "Check 'systemctl status docker' and 'journalctl -u docker' on the host.", "preflight docker-detect")]
    [DataRow("error=client version 1.41 is too old", "docker.service is running, but the client /usr/bin/docker fails: client version 1.41 is too old.", "Remove /usr/bin/docker on the host or upgrade it", "preflight docker-detect docker-detect")]
    [DataRow("error=Cannot connect to the Docker daemon", "docker.service is running, but the client /usr/bin/docker fails: Cannot connect to the Docker daemon.", "Check 'docker version' and", "preflight docker-detect docker-detect")]
    public async Task A_daemon_that_runs_and_does_not_answer_is_not_started(string error, string observed, string remedy, string scripts)
    {
        // If the daemon hangs, its client does not answer for Compose either.
        var scripted = Host($"client=/usr/bin/docker\nLoadState=loaded\nUnitFileState=enabled\nActiveState=active\npackages=docker.io,docker-compose-v2\n{error}");

        var result = await RunAsync(scripted);

        AssertFailed(result, ErrorCode.DockerVerifyFailed, observed, remedy);
        Assert.IsFalse(result.Changed);
        Assert.AreEqual(scripts, string.Join(' ', scripted.Scripts));
    }

    [TestMethod]
    public async Task A_daemon_that_answers_on_the_second_try_is_ready()
    {
        var scripted = Host("client=/usr/bin/docker\nLoadState=loaded\nUnitFileState=enabled\nActiveState=active\nerror=Cannot connect", HostAnswers.Docker);

        Assert.IsFalse((await RunAsync(scripted)).Changed);
    }

    [TestMethod]
    public async Task A_runtime_that_does_not_start_is_not_ready()
    {
        var scripted = Host(Ready("+Engine +containerd +docker-init")).On("docker-runtime", "name=runc\nerror=version GLIBC_2.99 not found");

        AssertFailed(
            await RunAsync(scripted),
            ErrorCode.DockerVerifyFailed,
            "Docker answers, but cannot start a container: runc does not start: version GLIBC_2.99 not found.",
            "Run 'runc --version' on the host, and reinstall the package that contains it.");
    }

    [TestMethod]
    public async Task A_runtime_with_an_unreadable_version_counts()
    {
        var result = await RunAsync(Host(Ready("+Engine +containerd +docker-init")).On("docker-runtime", "name=odd\nstarts=yes"));

        Assert.AreEqual(HostStatus.Success, result.Status, result.Message);
        Assert.AreEqual("27.5.1", result.Facts.DockerVersion);
    }

    [TestMethod]
    public async Task A_shim_that_does_not_start_is_not_ready() => AssertFailed(
        await RunAsync(Host(Ready("+Engine +containerd +runc") + "\nshim=not found")),
        ErrorCode.DockerVerifyFailed,
        "Docker answers, but cannot start a container: containerd-shim-runc-v2 does not start: not found.",
        "Reinstall the package that contains it on the host (containerd or containerd.io).");

    [TestMethod]
    public async Task A_container_that_does_not_start_has_its_own_error_code() => AssertFailed(
        await RunAsync(Host(Stopped).On("docker-start", "reason=container\ndetail=docker: Error response from daemon: no cgroups.", exit: 1)),
        ErrorCode.DockerVerifyFailed,
        "Docker runs, but cannot start a container: docker: Error response from daemon: no cgroups.",
        "Resolve the error above on the host, then run again. Completed steps are kept.");

    [TestMethod]
    [DataRow(Stopped)]
    [DataRow(HostAnswers.NoDocker)]
    public async Task A_masked_unit_is_refused(string found)
    {
        var masked = found
            .Replace("LoadState=loaded", "LoadState=masked", StringComparison.Ordinal)
            .Replace("LoadState=not-found", "LoadState=masked", StringComparison.Ordinal);
        var scripted = Host(masked);

        var result = await RunAsync(scripted);

        AssertReports(
            result,
            ErrorCode.DockerVerifyFailed,
            "docker.service is masked, so someone disabled Docker on this host.",
            "Run 'systemctl unmask docker.service' on the host if Docker should run.");
        AssertNothingChanged(scripted, result);
    }

    [TestMethod]
    public async Task A_masked_unit_that_still_runs_and_does_not_answer_is_refused() => AssertReports(
        await RunAsync(Host("client=/usr/bin/docker\nLoadState=masked\nActiveState=active")),
        ErrorCode.DockerVerifyFailed,
        "docker.service is masked, so someone disabled Docker on this host.",
        "Run 'systemctl unmask docker.service' on the host if Docker should run.");

    [TestMethod]
    public async Task A_systemd_that_does_not_answer_fails_the_probe()
    {
        var scripted = Host("server=27.5.1\nclient=/usr/bin/docker");

        var result = await RunAsync(scripted);

        AssertReports(
            result,
            ErrorCode.DockerDetectFailed,
            "'systemctl show docker.service' does not answer.",
            "Check 'systemctl status' on the host. If that hangs too, check the load and the disks, and restart the host.");
        AssertNothingChanged(scripted, result);
    }

    [TestMethod]
    public async Task An_unreadable_package_database_fails_the_probe()
    {
        var scripted = Host($"{HostAnswers.NoDocker}\nreason=packages\ndetail=dpkg-query: error: parsing file '/var/lib/dpkg/status'");

        var result = await RunAsync(scripted);

        AssertReports(
            result,
            ErrorCode.DockerDetectFailed,
            "Cannot list the host's packages: dpkg-query: error: parsing file '/var/lib/dpkg/status'.",
            "Run 'dpkg --audit' on the host. Earlier copies of dpkg's database are /var/lib/dpkg/status-old and in /var/backups.");
        AssertNothingChanged(scripted, result);
    }

    [TestMethod]
    public async Task Missing_compose_is_installed_alone()
    {
        var scripted = Host(WithoutCompose("docker.io"), HostAnswers.Docker).On("docker-apt");

        AssertChanged(await RunAsync(scripted), "install docker-compose-v2");
        AssertChange(scripted, "docker-apt 300 900 - latest docker-compose-v2");
    }

    [TestMethod]
    public async Task Compose_that_is_not_required_may_be_missing()
    {
        var scripted = Host(WithoutCompose("docker.io"));

        var result = await RunAsync(scripted, new DockerOptions { ComposeRequired = false });

        Assert.AreEqual(HostStatus.Success, result.Status);
        Assert.AreEqual("docker 27.5.1", result.Step("docker").Detail);
        Assert.IsNull(result.Facts.ComposeVersion);
        Assert.IsFalse(result.Changed);
    }

    [TestMethod]
    public async Task Without_required_compose_only_the_engine_is_installed()
    {
        var scripted = Host(HostAnswers.NoDocker, HostAnswers.Docker).On("docker-apt");

        await RunAsync(scripted, new DockerOptions { ComposeRequired = false });

        AssertChange(scripted, "docker-apt 300 900 - latest docker.io");
    }

    [TestMethod]
    [DataRow("impostor=snap\nclient=/snap/bin/docker\nLoadState=not-found", "installed as a snap", "snap remove docker")]
    [DataRow("impostor=podman\nclient=/usr/bin/docker\nLoadState=not-found", "The docker command is podman", "apt-get remove podman-docker")]
    public async Task A_replacement_for_docker_is_refused_and_kept(string found, string observed, string remedy)
    {
        foreach (var method in Enum.GetValues<DockerInstallMethod>())
        {
            var scripted = Host(found);

            var result = await RunAsync(scripted, new DockerOptions { InstallMethod = method });

            AssertFailed(result, ErrorCode.DockerDetectFailed, observed, remedy);
            AssertNothingChanged(scripted, result);
        }
    }

    [TestMethod]
    [DataRow("server=not a version\nclient=/usr/bin/docker", "'docker version' printed something that is not a version: not a version")]
    [DataRow("server=27.5.1\ncompose=<html>\nclient=/usr/bin/docker", "'docker compose version' printed something that is not a version: <html>")]
    public async Task An_invalid_version_fails_the_probe(string found, string observed)
    {
        var scripted = Host(found);

        var result = await RunAsync(scripted);

        AssertFailed(result, ErrorCode.DockerDetectFailed, observed, "command -v docker");
        AssertNothingChanged(scripted, result);
    }

    [TestMethod]
    [DataRow(0, "'docker version' succeeded but printed nothing.")]
    [DataRow(64, null)]
    [DataRow(65, "'docker version' printed something that is not a version: {0}")]
    [DataRow(200, "'docker version' printed something that is not a version: {0}")]
    [DataRow(201, "'docker version' printed something that is not a version: {0}…")]
    public async Task A_version_has_1_to_64_characters_and_at_most_200_are_quoted(int length, string? observed)
    {
        var version = new string('2', length);

        var result = await RunAsync(Host(HostAnswers.Docker.Replace("27.5.1", version, StringComparison.Ordinal)));

        Assert.AreEqual(observed is null ? version : null, result.Facts.DockerVersion);
        if (observed is null) return;
        AssertReports(
            result,
            ErrorCode.DockerDetectFailed,
            observed.Replace("{0}", version[..Math.Min(length, 200)], StringComparison.Ordinal),
            "Check what that command prints on the host, and which program it runs ('command -v docker').");
    }

    [TestMethod]
    [DataRow(HostAnswers.NoDocker, "Docker is not installed")]
    [DataRow("server=27.5.1\nclient=/usr/bin/docker\nLoadState=loaded\nUnitFileState=enabled", "Compose v2 is not installed")]
    public async Task Skip_installs_nothing_and_says_what_is_missing(string found, string observed)
    {
        var scripted = Host(found);

        var result = await RunAsync(scripted, new DockerOptions { InstallMethod = DockerInstallMethod.Skip });

        AssertFailed(result, ErrorCode.DockerDetectFailed, observed, "set docker.installMethod to apt or docker-ce");
        AssertNothingChanged(scripted, result);
    }

    [TestMethod]
    public async Task Skip_accepts_a_working_docker()
    {
        var result = await RunAsync(Host(HostAnswers.Docker), new DockerOptions { InstallMethod = DockerInstallMethod.Skip });

        Assert.AreEqual(HostStatus.Success, result.Status);
    }

    [TestMethod]
    [DataRow("27.5.1")]
    [DataRow("27.5")]
    [DataRow("27")]
    public async Task A_version_matches_by_its_prefix(string wanted)
    {
        var result = await RunAsync(Host(HostAnswers.Docker), new DockerOptions { Version = wanted });

        Assert.AreEqual(HostStatus.Success, result.Status);
    }

    [TestMethod]
    [DataRow("27.50.1", "27.5")]
    [DataRow("27.5.1", "27.5.10")]
    [DataRow("27.5.1", "2")]
    [DataRow("20.10.24", "27.5")]
    public async Task An_installed_version_that_differs_is_reported_and_not_changed(string installed, string wanted)
    {
        var scripted = Host(HostAnswers.Docker.Replace("server=27.5.1", "server=" + installed, StringComparison.Ordinal));

        var result = await RunAsync(scripted, new DockerOptions { Version = wanted });

        AssertFailed(result, ErrorCode.DockerVerifyFailed, $"Docker {installed} is installed, but docker.version is {wanted}.", "never changes an installed version");
        AssertNothingChanged(scripted, result);
    }

    [TestMethod]
    public async Task A_leading_v_does_not_belong_to_a_version()
    {
        var result = await RunAsync(Host(HostAnswers.Docker.Replace("compose=2.33.0", "compose=v2.17.2", StringComparison.Ordinal)));

        Assert.AreEqual("2.17.2", result.Facts.ComposeVersion);
    }

    [TestMethod]
    [DataRow("Cannot connect to the Docker daemon at unix:///var/run/docker.sock.", "does not answer: Cannot connect to the Docker daemon at unix:///var/run/docker.sock.")]
    [DataRow("", "its daemon does not answer.")]
    public async Task A_daemon_that_does_not_answer_is_reported_with_its_reason(string error, string observed)
    {
        var dead = $"client=/usr/bin/docker\nLoadState=loaded\nUnitFileState=enabled\nerror={error}";
        var scripted = Host(HostAnswers.NoDocker, dead).On("docker-apt");

        var result = await RunAsync(scripted);

        AssertFailed(result, ErrorCode.DockerVerifyFailed, observed, "journalctl -u docker");
        Assert.DoesNotContain("..", result.Message);
        Assert.DoesNotContain(": .", result.Message);
        Assert.IsTrue(result.Changed);
    }

    [TestMethod]
    [DataRow("error=Cannot connect.", "docker.service is running, but the client /usr/bin/docker fails: Cannot connect.", "Check 'docker version' and 'systemctl status docker' on the host.")]
    [DataRow("error=", "Docker is installed, but its daemon does not answer.", "Check 'systemctl status docker' and 'journalctl -u docker' on the host.")]
    public async Task A_daemon_that_runs_after_the_installation_and_does_not_answer_is_reported(string error, string observed, string remedy)
    {
        var silent = $"client=/usr/bin/docker\nLoadState=loaded\nUnitFileState=enabled\nActiveState=active\n{error}";

        AssertReports(await RunAsync(Host(HostAnswers.NoDocker, silent).On("docker-apt")), ErrorCode.DockerVerifyFailed, observed, remedy);
    }

    [TestMethod]
    [DataRow(
        "reason=client\nclient=/usr/local/bin/docker\ndetail=permission denied.",
        "docker.service is running, but the client /usr/local/bin/docker fails: permission denied.",
        "Check 'docker version' and 'systemctl status docker' on the host.")]
    [DataRow(
        "reason=answer\ndetail=Cannot connect to the Docker daemon.",
        "The Docker daemon is running but does not answer: Cannot connect to the Docker daemon.",
        "Resolve the error above on the host, then run again. Completed steps are kept.")]
    public async Task A_daemon_that_does_not_answer_after_its_start_has_its_own_error_code(string answer, string observed, string remedy) =>
        AssertReports(await RunAsync(Host(Stopped).On("docker-start", answer, exit: 1)), ErrorCode.DockerVerifyFailed, observed, remedy);

    [TestMethod]
    public async Task A_containerd_that_does_not_answer_after_its_start_is_reported()
    {
        var result = await RunAsync(Host(Ready("+Engine +runc")).On("docker-start"));

        AssertReports(
            result,
            ErrorCode.DockerVerifyFailed,
            "Docker answers, but containerd does not, so no container can start.",
            "Check 'systemctl status containerd' on the host.");
        Assert.IsTrue(result.Changed);
    }

    [TestMethod]
    public async Task A_runtime_without_a_name_is_called_its_runtime()
    {
        var result = await RunAsync(Host(Ready("+Engine +containerd")).On("docker-runtime", "error=not found."));

        Assert.AreEqual("Docker answers, but cannot start a container: its runtime does not start: not found.", result.Cause);
    }

    [TestMethod]
    [DataRow(HostAnswers.NoDocker, "docker-apt")]
    [DataRow(HostAnswers.Docker + "\nsource=old", "docker-source")]
    public async Task Each_failure_that_did_not_prevent_the_installation_is_a_warning(string found, string script)
    {
        var result = await RunAsync(Host(found, HostAnswers.Docker).On(script, "warning_1=E: the hook failed.\nwarning_2=grub-pc is not configured"));

        Assert.AreEqual(HostStatus.Success, result.Status, result.Message);
        Assert.AreSequenceEqual(
            [
                "The packages are installed, but apt-get failed: E: the hook failed. Fix this on the host, because it may block later package operations.",
                "The packages are installed, but apt-get failed: grub-pc is not configured. Fix this on the host, because it may block later package operations.",
            ],
            result.Warnings);
    }

    [TestMethod]
    public async Task Compose_that_does_not_answer_is_reported()
    {
        var scripted = Host(HostAnswers.NoDocker, WithoutCompose("docker.io")).On("docker-apt");

        var result = await RunAsync(scripted);

        AssertFailed(result, ErrorCode.DockerVerifyFailed, "'docker compose version' does not", "docker.composeRequired: false");
        Assert.IsTrue(result.Changed);
    }

    private static string WithoutCompose(string packages) =>
        $"server=27.5.1\nclient=/usr/bin/docker\nLoadState=loaded\nUnitFileState=enabled\npackages={packages}";

    private static ScriptedHost Host(params string[] detections)
    {
        var scripted = new ScriptedHost().On("preflight", HostAnswers.Preflight);
        foreach (var detection in detections) scripted.On("docker-detect", detection);
        return scripted;
    }

    private static Task<HostResult> RunAsync(ScriptedHost scripted, DockerOptions? docker = null) =>
        EngineRun.OneAsync(scripted, new BootstrapOptions { Docker = docker ?? new() });

    private static void AssertChange(ScriptedHost scripted, string script) =>
        Assert.AreSequenceEqual(["preflight", "docker-detect", script, "docker-detect"], scripted.Scripts);

    private static void AssertNothingChanged(ScriptedHost scripted, HostResult result)
    {
        Assert.AreSequenceEqual(["preflight", "docker-detect"], scripted.Scripts);
        Assert.IsFalse(result.Changed);
    }

    private static string Ready(string components) =>
        $"server=27.5.1 {components}\ncompose=2.33.0\nclient=/usr/bin/docker\nLoadState=loaded\nUnitFileState=enabled";

    private static void AssertChanged(HostResult result, string detail)
    {
        Assert.AreEqual(HostStatus.Success, result.Status, result.Message);
        Assert.AreEqual(StepOutcome.Changed, result.Step("docker").Outcome);
        Assert.AreEqual(detail, result.Step("docker").Detail);
    }

    private static void AssertFailed(HostResult result, ErrorCode code, string observed, string remedy)
    {
        Assert.AreEqual(code, result.ErrorCode);
        Assert.AreEqual(StepOutcome.Failed, result.Step("docker").Outcome);
        Assert.Contains(observed, result.Message);
        Assert.Contains(remedy, result.Message);
    }

    private static void AssertReports(HostResult result, ErrorCode code, string observed, string remedy) =>
        Assert.AreEqual((code, observed, remedy), (result.ErrorCode, result.Cause, result.Remedy));
}

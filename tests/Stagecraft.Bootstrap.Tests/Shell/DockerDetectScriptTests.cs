namespace Stagecraft.Bootstrap.Tests.Shell;

[TestClass]
public sealed class DockerDetectScriptTests
{
    private const string Loaded = "LoadState=loaded\nUnitFileState=enabled\n";
    private const string Components = " +Engine +containerd +runc +docker-init";
    private const string NotFound = "LoadState=not-found\nUnitFileState=\n";

    [TestMethod]
    public async Task A_daemon_that_answers_is_found()
    {
        using var host = new ShellSandbox().On("docker", $"27.5.0{Components}\n").On("docker", "2.32.4\n").On("systemctl", Loaded).On("dpkg-query")
            .On("containerd").On("containerd-shim-runc-v2", "containerd-shim-runc-v2:\n  Version: 1.7.24\n");

        var answer = await DetectAsync(host);

        Assert.AreEqual($"27.5.0{Components} 2.32.4", $"{answer["server"]} {answer["compose"]}");
        Assert.AreEqual("loaded enabled", $"{answer["LoadState"]} {answer["UnitFileState"]}");
        Assert.AreEqual(host.Path("bin/docker"), answer["client"]);
        Assert.AreEqual("", answer["impostor"] + answer["packages"] + answer["error"] + answer["shim"] + answer["pending"]);
        Assert.AreSequenceEqual(
            new[]
            {
                "docker version --format {{.Server.Version}}{{range .Server.Components}} +{{.Name}}{{end}}",
                "docker compose version --short",
                "systemctl show docker.service --property=LoadState,UnitFileState,ActiveState",
                "containerd-shim-runc-v2 -v",
            },
            host.Calls,
            "a ready host costs four processes");
        var state = DockerState.From(answer);
        Assert.AreEqual("docker 27.5.0, compose 2.32.4", state.ToString());
        Assert.IsTrue(state is { HasContainerd: true, NamesRuntime: true, ShimError: null, IsPending: false });
    }

    [TestMethod]
    [DataRow("27.5.0 +Engine +containerd +runc +docker-init", true, true)]
    [DataRow("27.5.0 +Engine +containerd +crun", true, true)]
    [DataRow("27.5.0 +Engine +containerd +docker-init", true, false)]
    [DataRow("27.5.0 +Engine +containerd", true, false)]
    [DataRow("27.5.0 +Engine +runc +docker-init", false, true)]
    [DataRow("27.5.0", true, true, DisplayName = "a daemon that names no components")]
    public async Task A_component_that_does_not_work_is_not_named(string server, bool hasContainerd, bool namesRuntime)
    {
        using var host = new ShellSandbox().On("docker", server + "\n").On("docker", "2.32.4\n").On("systemctl", Loaded);

        var state = DockerState.From(await DetectAsync(host));

        Assert.AreEqual(("27.5.0", hasContainerd, namesRuntime), (state.ServerVersion, state.HasContainerd, state.NamesRuntime));
    }

    [TestMethod]
    public async Task A_shim_that_does_not_start_is_found()
    {
        using var host = new ShellSandbox().On("docker", $"27.5.0{Components}\n").On("docker", "2.32.4\n").On("systemctl", Loaded)
            .On("containerd").On("containerd-shim-runc-v2", exit: 1, error: "libc.so.6: version `GLIBC_2.99' not found\n\n");

        Assert.AreEqual("libc.so.6: version `GLIBC_2.99' not found", DockerState.From(await DetectAsync(host)).ShimError);
    }

    [TestMethod]
    public async Task A_missing_shim_is_found()
    {
        using var host = new ShellSandbox().On("docker", $"27.5.0{Components}\n").On("docker", "2.32.4\n").On("systemctl", Loaded).On("containerd");

        Assert.Contains("No such file or directory", DockerState.From(await DetectAsync(host)).ShimError ?? "");
    }

    [TestMethod]
    public async Task An_unfinished_container_test_of_an_earlier_run_is_found()
    {
        using var host = new ShellSandbox().On("docker", $"27.5.0{Components}\n").On("docker", "2.32.4\n").On("systemctl", Loaded)
            .Put("/var/lib/stagecraft/docker-not-proven");

        Assert.IsTrue(DockerState.From(await DetectAsync(host)).IsPending);
    }

    [TestMethod]
    [DataRow("runc runc\n", "runc version 1.1.5\n", 0, "starts=yes error=")]
    [DataRow("runc runc\n", "version `GLIBC_2.99' not found\n", 1, "starts= error=version `GLIBC_2.99' not found")]
    [DataRow("runc runc\n", "", 1, "starts= error='runc --version' ended with exit status 1")]
    [DataRow("runc runc\n", "", 124, "starts= error='runc --version' did not end within 5 s")]
    [DataRow("kata \n", "", 1, "starts=yes error=", DisplayName = "a runtime that is a shim")]
    [DataRow("", "", 0, "starts= error='docker info' does not report the runtime")]
    public async Task A_runtime_that_is_not_named_is_probed(string info, string version, int exit, string expected)
    {
        using var host = new ShellSandbox().On("docker", info).On("runc", version, exit);

        var answer = await host.RunAsync("docker-runtime", [], "docker");

        Assert.AreEqual(expected, $"starts={answer["starts"]} error={answer["error"]}");
    }

    [TestMethod]
    public async Task A_source_of_an_earlier_version_is_found_without_a_process()
    {
        using var host = new ShellSandbox().On("docker", "27.5.0\n").On("docker", "2.32.4\n").On("systemctl", Loaded)
            .Put("/etc/apt/sources.list.d/docker.list", "# Written by Stagecraft; its next run may write it again.\ndeb x y z\n");

        Assert.IsTrue(DockerState.From(await DetectAsync(host)).HasOldSource);
        Assert.HasCount(3, host.Calls);
    }

    [TestMethod]
    public async Task A_stopped_daemon_is_found()
    {
        const string Why = "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n";
        using var host = new ShellSandbox()
            .On("docker", "\n", exit: 1, error: Why).On("docker", "2.32.4\n").On("docker", "Client:\n Version: 27.5.1\n", exit: 1, error: Why)
            .On("systemctl", Loaded)
            .On("dpkg-query", "installed docker.io\nconfig-files docker-ce\ninstalled docker-compose-v2\n");

        var answer = await DetectAsync(host);
        var state = DockerState.From(answer);

        Assert.IsFalse(answer.TryGet("server", out _));
        Assert.IsNull(state.ServerVersion);
        Assert.AreEqual("2.32.4", state.ComposeVersion);
        Assert.IsTrue(state.HasEngine);
        Assert.AreEqual("docker.io docker-compose-v2", string.Join(' ', state.Packages));
        Assert.AreEqual(Why.TrimEnd(), state.Error);
    }

    // Like an installation that another run has begun, and like one that was interrupted.
    [TestMethod]
    public async Task Packages_that_dpkg_has_not_finished_do_not_count()
    {
        using var host = new ShellSandbox()
            .On("docker", "\n", exit: 1).On("docker", "2.32.4\n").On("docker", exit: 1, error: "Cannot connect\n")
            .On("systemctl", Loaded)
            .On("dpkg-query", "unpacked docker.io\nhalf-configured docker-compose-v2\nconfig-files docker-ce\ntriggers-pending podman-docker\n");

        var state = DockerState.From(await DetectAsync(host));

        Assert.IsTrue(state.Unit.Exists);
        Assert.IsFalse(state.HasEngine);
        Assert.AreEqual("docker.io docker-compose-v2", string.Join(' ', state.Unfinished));
        Assert.IsEmpty(state.Packages);
    }

    [TestMethod]
    public async Task A_host_without_a_client_is_recognized()
    {
        using var host = new ShellSandbox().On("systemctl", NotFound).On("dpkg-query", "not-installed docker.io\n", exit: 1);

        var state = DockerState.From(await DetectAsync(host));

        Assert.IsFalse(state.HasClient || state.HasEngine || state.Unit.IsMasked || state.Unit.IsDisabled);
        Assert.IsEmpty(state.Packages);
        Assert.AreEqual("", state.Impostor);
    }

    [TestMethod]
    [DataRow("27.5.0\nWARNING: no swap limit support\n", "2.32.4\nand more\n", DisplayName = "more lines than one")]
    [DataRow("27.5.0", "2.32.4", DisplayName = "no end of the line")]
    [DataRow("\n27.5.0\n", "\nv2.32.4\r\n", DisplayName = "empty lines")]
    public async Task The_first_line_of_output_is_the_version(string docker, string compose)
    {
        using var host = new ShellSandbox().On("docker", docker).On("docker", compose).On("systemctl", Loaded);

        Assert.AreEqual("docker 27.5.0, compose 2.32.4", DockerState.From(await DetectAsync(host)).ToString());
    }

    [TestMethod]
    [DataRow("", 0, "2.32.4\n", 0, "'docker version' succeeded but printed nothing.")]
    [DataRow("27.5.1\n", 0, "", 0, "'docker compose version' succeeded but printed nothing.")]
    [DataRow("<html>\n", 0, "2.32.4\n", 0, "'docker version' printed something that is not a version: <html>")]
    [DataRow("27.5.1\n", 0, "Usage: docker\n", 0, "'docker compose version' printed something that is not a version: Usage: docker")]
    public async Task A_replacement_program_is_distinguished_from_a_stopped_daemon(string docker, int dockerExit, string compose, int composeExit, string observed)
    {
        using var host = new ShellSandbox().On("docker", docker, dockerExit).On("docker", compose, composeExit).On("systemctl", Loaded);
        var answer = await DetectAsync(host);

        Assert.AreEqual(observed, Assert.ThrowsExactly<HostFailureException>(() => DockerState.From(answer)).Observed);
    }

    [TestMethod]
    [DataRow(2, "dpkg-query: error: parsing file '/var/lib/dpkg/status' near line 7 package 'x':\n field name 'y' must be followed by colon\n", "dpkg-query: error: parsing file '/var/lib/dpkg/status' near line 7 package 'x': field name 'y' must be followed by colon")]
    [DataRow(2, "", "dpkg-query does not answer (exit status 2)")]
    [DataRow(143, "Terminated\n", "dpkg-query does not answer (exit status 143)")]
    public async Task A_host_that_cannot_list_its_packages_gets_none(int exit, string said, string expected)
    {
        using var host = new ShellSandbox().On("systemctl", NotFound).On("dpkg-query", exit: exit, error: said);
        var answer = await DetectAsync(host);

        var failure = Assert.ThrowsExactly<HostFailureException>(() => DockerState.From(answer));
        Assert.AreEqual($"docker_detect_failed Cannot list the host's packages: {expected}.", $"{failure.Code} {failure.Observed}");
    }

    [TestMethod]
    public async Task A_service_manager_that_does_not_answer_is_reported()
    {
        using var host = new ShellSandbox().On("docker", "27.5.1\n").On("docker", "2.32.4\n").On("systemctl", exit: 1, error: "Failed to connect to bus\n");
        var answer = await DetectAsync(host);

        var failure = Assert.ThrowsExactly<HostFailureException>(() => DockerState.From(answer));
        Assert.AreEqual("docker_detect_failed 'systemctl show docker.service' does not answer.", $"{failure.Code} {failure.Observed}");
    }

    [TestMethod]
    public async Task Variables_of_an_account_are_not_answers()
    {
        using var host = new ShellSandbox().On("systemctl", NotFound).On("dpkg-query", "installed podman-docker\n")
            .WithEnvironment("server", "1").WithEnvironment("compose", "1").WithEnvironment("client", "1");

        var answer = await DetectAsync(host);

        Assert.AreEqual("", answer["server"] + answer["compose"]);
        Assert.AreEqual("podman-docker", answer["packages"]);
    }

    [TestMethod]
    public async Task A_client_without_an_engine_is_found()
    {
        using var host = new ShellSandbox()
            .On("docker", "\n", exit: 1).On("docker", exit: 1, error: "docker: 'compose' is not a docker command.\n").On("docker", exit: 1, error: "Cannot connect\n")
            .On("systemctl", NotFound).On("dpkg-query", "installed docker-ce-cli\n");

        var state = DockerState.From(await DetectAsync(host));

        Assert.IsTrue(state.HasClient);
        Assert.IsFalse(state.HasEngine);
        Assert.IsNull(state.ComposeVersion);
        Assert.AreEqual("docker-ce-cli", state.Packages.Single());
    }

    [TestMethod]
    public async Task Missing_compose_is_reported_with_its_packages()
    {
        using var host = new ShellSandbox()
            .On("docker", "27.5.1\n").On("docker", exit: 1).On("docker")
            .On("systemctl", Loaded).On("dpkg-query", "installed docker-ce\n");

        var state = DockerState.From(await DetectAsync(host));

        Assert.AreEqual("27.5.1", state.ServerVersion);
        Assert.IsNull(state.ComposeVersion);
        Assert.AreEqual("docker-ce", state.Packages.Single());
    }

    [TestMethod]
    [DataRow("masked", "masked", true, false)]
    [DataRow("loaded", "disabled", false, true)]
    public async Task A_disabled_unit_is_found(string load, string unitFile, bool masked, bool disabled)
    {
        using var host = new ShellSandbox()
            .On("docker", "27.5.1\n").On("docker", "2.32.4\n")
            .On("systemctl", $"LoadState={load}\nUnitFileState={unitFile}\n").On("dpkg-query");

        var state = DockerState.From(await DetectAsync(host));

        Assert.AreEqual((masked, disabled), (state.Unit.IsMasked, state.Unit.IsDisabled));
    }

    [TestMethod]
    public async Task A_snap_is_found()
    {
        using var host = new ShellSandbox().Program("snap/bin/docker", "exit 99").On("systemctl", NotFound).On("dpkg-query");

        var answer = await DetectAsync(host);

        Assert.AreEqual("snap", answer["impostor"]);
    }

    [TestMethod]
    public async Task Podman_under_the_name_of_docker_is_found()
    {
        using var host = new ShellSandbox()
            .Program("docker", "[ -e /etc/containers/nodocker ] || echo \"Emulate Docker CLI using podman.\" >&2\nexec /usr/bin/podman \"$@\"")
            .Program("usr/bin/podman", "exit 99")
            .On("systemctl", NotFound).On("dpkg-query", "installed podman-docker\n");

        var answer = await DetectAsync(host);

        Assert.AreEqual("podman", answer["impostor"]);
    }

    [TestMethod]
    public async Task Podman_next_to_docker_is_ignored()
    {
        using var host = new ShellSandbox()
            .On("docker", "27.5.1\n").On("docker", "2.32.4\n")
            .Program("usr/bin/podman", "exit 99")
            .On("systemctl", Loaded).On("dpkg-query");

        var answer = await DetectAsync(host);

        Assert.AreEqual(" 27.5.1", $"{answer["impostor"]} {answer["server"]}");
    }

    [TestMethod]
    public async Task The_local_daemon_is_probed_regardless_of_the_account()
    {
        using var host = new ShellSandbox()
            .Program("docker", "case $DOCKER_HOST in unix:///var/run/docker.sock) echo 1.0 ;; *) echo 2.0 ;; esac")
            .WithEnvironment("DOCKER_HOST", "tcp://elsewhere:2375")
            .On("systemctl", Loaded).On("dpkg-query");

        Assert.AreEqual("1.0", (await DetectAsync(host))["server"]);
    }

    [TestMethod]
    public async Task A_docker_context_of_the_account_is_ignored()
    {
        using var host = new ShellSandbox()
            .Program("docker", "case $DOCKER_CONTEXT in '') echo 1.0 ;; *) echo 2.0 ;; esac")
            .WithEnvironment("DOCKER_CONTEXT", "elsewhere")
            .On("systemctl", Loaded).On("dpkg-query");

        Assert.AreEqual("1.0", (await DetectAsync(host))["server"]);
    }

    private static Task<ScriptAnswer> DetectAsync(ShellSandbox host) => host.RunAsync("docker-detect", [], "docker");
}

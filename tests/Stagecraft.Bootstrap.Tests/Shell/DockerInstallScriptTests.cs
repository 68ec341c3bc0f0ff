namespace Stagecraft.Bootstrap.Tests.Shell;

/// <summary>The scripts that install and start Docker, from start to end, on a directory that stands for a host.</summary>
[TestClass]
public sealed class DockerInstallScriptTests
{
    private const string Base = "https://download.docker.com/linux/ubuntu";
    private const string Fingerprint = "9DC858229FC7DD38854AE2D88D81803C0EBFCD88";
    private const string OldSource = "# Written by Stagecraft; its next run may write it again.\ndeb [arch=amd64 signed-by=/etc/apt/keyrings/docker.asc] https://old.example.com jammy stable\n";

    [TestMethod]
    public async Task Ubuntus_packages_are_installed_and_the_daemon_started()
    {
        using var host = Host();

        var answer = await AptAsync(host, "latest", "docker.io", "docker-compose-v2");

        Assert.IsTrue(answer.Succeeded, answer["detail"]);
        Assert.AreEqual("", answer.Error);
        Assert.EndsWith(" update", host.CallsOf("apt-get")[0]);
        Assert.EndsWith(" install --no-install-recommends docker.io docker-compose-v2", host.CallsOf("apt-get")[1]);
        Assert.AreSequenceEqual(
            [ContainerdIsThere, "systemctl is-enabled docker.service", "systemctl reset-failed docker.service", "systemctl enable --now docker.service"],
            host.CallsOf("systemctl"));
        Assert.AreSequenceEqual(Proof, host.CallsOf("docker"));
        Assert.IsFalse(Directory.Exists(host.Path("/var/lib/stagecraft")), "nothing is left behind");
    }

    [TestMethod]
    public async Task A_service_that_the_package_started_is_not_started_again()
    {
        using var host = Daemon().On("systemctl", "not-found\n").On("systemctl", "enabled\n").On("systemctl");

        var answer = await host.RunAsync("docker-start", [], "docker", "unit");

        Assert.IsTrue(answer.Succeeded, answer["detail"]);
        Assert.AreSequenceEqual(
            [ContainerdIsThere, "systemctl is-enabled docker.service", "systemctl --quiet is-active docker.service"],
            host.CallsOf("systemctl"));
        Assert.AreSequenceEqual(Proof, host.CallsOf("docker"));
    }

    [TestMethod]
    public async Task An_enabled_unit_that_does_not_run_is_started()
    {
        using var host = Daemon().On("systemctl", "not-found\n").On("systemctl", "enabled\n").On("systemctl", exit: 3).On("systemctl");

        var answer = await host.RunAsync("docker-start", [], "docker", "unit");

        Assert.IsTrue(answer.Succeeded, answer["detail"]);
        Assert.AreEqual("systemctl enable --now docker.service", host.CallsOf("systemctl")[^1]);
    }

    [TestMethod]
    public async Task A_version_of_ubuntus_package_is_pinned_and_compose_is_not()
    {
        using var host = Host().On("apt-cache", " docker.io | 26.1.3-0ubuntu1~22.04.1 | http://archive.ubuntu.com/ubuntu jammy-updates/universe amd64 Packages\n");

        var answer = await AptAsync(host, "26.1", "docker.io", "docker-compose-v2");

        Assert.IsTrue(answer.Succeeded, answer["detail"]);
        Assert.EndsWith(" install --no-install-recommends docker.io=26.1.3-0ubuntu1~22.04.1 docker-compose-v2", host.CallsOf("apt-get")[1]);
    }

    // The two packages of Debian 13 can have different suffixes.
    [TestMethod]
    public async Task A_separate_client_gets_the_version_of_the_engine()
    {
        using var host = Host().Program("apt-cache", """
            case $2 in
                docker.io) echo ' docker.io | 26.1.5+dfsg1-9+deb13u1+b1 | http://deb.debian.org/debian trixie/main amd64 Packages' ;;
                docker-cli) echo ' docker-cli | 26.1.5+dfsg1-9+deb13u1+b2 | http://deb.debian.org/debian trixie/main amd64 Packages' ;;
            esac
            """);

        var answer = await AptAsync(host, "26.1", "docker.io", "docker-cli", "docker-compose", "apparmor");

        Assert.IsTrue(answer.Succeeded, answer["detail"]);
        Assert.EndsWith(
            " install --no-install-recommends docker.io=26.1.5+dfsg1-9+deb13u1+b1 docker-cli=26.1.5+dfsg1-9+deb13u1+b2 docker-compose apparmor",
            host.CallsOf("apt-get")[1]);
    }

    [TestMethod]
    public async Task Compose_alone_needs_no_version_lookup()
    {
        using var host = Host();

        var answer = await AptAsync(host, "26.1", "docker-compose-v2");

        Assert.IsTrue(answer.Succeeded, answer["detail"]);
        Assert.EndsWith(" install --no-install-recommends docker-compose-v2", host.CallsOf("apt-get")[1]);
        Assert.IsEmpty(host.CallsOf("apt-cache"));
    }

    [TestMethod]
    public async Task A_failed_installation_starts_nothing()
    {
        using var host = Host().On("apt-get", "E: Unable to locate package docker.io\n", exit: 100);

        var answer = await AptAsync(host, "latest", "docker.io");

        Assert.AreEqual("install: E: Unable to locate package docker.io", $"{answer["reason"]}: {answer["detail"]}");
        Assert.IsEmpty(host.CallsOf("systemctl"));
    }

    [TestMethod]
    public async Task Dockers_own_packages_come_from_its_repository_with_its_key()
    {
        using var host = Host();

        var answer = await DockerCeAsync(host, "latest");

        Assert.IsTrue(answer.Succeeded, answer["detail"]);
        Assert.AreEqual("", answer.Error);
        var keyring = host.Path("/etc/apt/keyrings/docker.asc");
        Assert.AreEqual($"exported {Fingerprint}\n", await File.ReadAllTextAsync(keyring), "never what was fetched");
        Assert.Contains($"\ndeb [arch=amd64 signed-by={keyring}] {Base} jammy stable\n", await File.ReadAllTextAsync(host.Path("/etc/apt/sources.list.d/docker.list")));
        Assert.EndsWith(" update", host.CallsOf("apt-get")[^2]);
        Assert.EndsWith(" install --no-install-recommends docker-ce docker-ce-cli containerd.io", host.CallsOf("apt-get")[^1]);
    }

    [TestMethod]
    public async Task A_version_of_dockers_own_packages_is_pinned_for_engine_and_client()
    {
        using var host = Host().On("apt-cache", $" docker-ce | 5:27.5.1-1~ubuntu.22.04~jammy | {Base} jammy/stable amd64 Packages\n");

        var answer = await DockerCeAsync(host, "27.5");

        Assert.IsTrue(answer.Succeeded, answer["detail"]);
        Assert.EndsWith(
            " install --no-install-recommends docker-ce=5:27.5.1-1~ubuntu.22.04~jammy docker-ce-cli=5:27.5.1-1~ubuntu.22.04~jammy containerd.io",
            host.CallsOf("apt-get")[^1]);
    }

    [TestMethod]
    public async Task No_source_is_written_for_an_unexpected_key()
    {
        using var host = Host();

        var answer = await DockerCeAsync(host, "latest", expected: "BBBB");

        Assert.AreEqual("key", answer["reason"]);
        Assert.IsFalse(File.Exists(host.Path("/etc/apt/sources.list.d/docker.list")));
        Assert.IsEmpty(host.CallsOf("apt-get"));
    }

    [TestMethod]
    public async Task Only_the_source_of_an_earlier_version_is_replaced()
    {
        using var host = Host().Put("/etc/apt/sources.list.d/docker.list", OldSource);

        var answer = await host.RunAsync("docker-source", ["10", "60", Base, Fingerprint, "jammy"], "docker-repository", "apt");

        Assert.IsTrue(answer.Succeeded, answer["detail"]);
        Assert.AreEqual($"exported {Fingerprint}\n", await File.ReadAllTextAsync(host.Path("/etc/apt/keyrings/docker.asc")));
        Assert.Contains($" {Base} jammy stable\n", await File.ReadAllTextAsync(host.Path("/etc/apt/sources.list.d/docker.list")));
        Assert.DoesNotContain(OldSource.Split('\n')[0], await File.ReadAllTextAsync(host.Path("/etc/apt/sources.list.d/docker.list")));
        Assert.IsFalse(host.Calls.Any(call => call.Contains(" install ", StringComparison.Ordinal) || call.StartsWith("systemctl", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task The_source_of_an_earlier_version_is_removed_if_none_is_configured()
    {
        using var host = Host().On("dpkg-query", exit: 1).Put("/etc/apt/sources.list.d/docker.list", OldSource);

        var answer = await host.RunAsync("docker-source", ["10", "60"], "docker-repository", "apt");

        Assert.IsTrue(answer.Succeeded, answer["detail"]);
        Assert.IsFalse(File.Exists(host.Path("/etc/apt/sources.list.d/docker.list")));
    }

    [TestMethod]
    public async Task A_daemon_that_does_not_start_is_explained_by_its_journal()
    {
        using var host = new ShellSandbox()
            .On("systemctl", "not-found\n").On("systemctl", exit: 3).On("systemctl").On("systemctl", exit: 1, error: "Job for docker.service failed.\n")
            .Journal("dockerd[7]: failed to start daemon: error initializing graphdriver");

        var answer = await host.RunAsync("docker-start", [], "docker", "unit");

        Assert.AreEqual("start: failed to start daemon: error initializing graphdriver", $"{answer["reason"]}: {answer["detail"]}");
    }

    [TestMethod]
    [DataRow(124, "", "answer", "docker.service is running but does not answer within 30 s")]
    [DataRow(1, "Error response from daemon: client version 1.41 is too old. Minimum supported API version is 1.44\n", "client", "Error response from daemon: client version 1.41 is too old. Minimum supported API version is 1.44")]
    [DataRow(1, "", "client", "'docker version' ended with exit status 1")]
    [DataRow(137, "", "client", "'docker version' was killed (signal 9, which the out-of-memory killer sends)")]
    [DataRow(126, "timeout: failed to run command 'docker': Permission denied\n", "client", "timeout: failed to run command 'docker': Permission denied")]
    public async Task A_failed_client_is_distinguished_from_a_failed_daemon(int exit, string said, string reason, string detail)
    {
        using var host = new ShellSandbox().On("systemctl").On("docker", exit: exit, error: said).Journal("dockerd[7]: an old complaint: failed");

        var answer = await host.RunAsync("docker-start", [], "docker", "unit");

        Assert.AreEqual($"{reason}: {detail}", $"{answer["reason"]}: {answer["detail"]}");
        Assert.AreEqual(reason == "client" ? host.Path("bin/docker") : "", answer["client"]);
    }

    [TestMethod]
    public async Task A_stopped_containerd_is_started_before_the_daemon()
    {
        using var host = Daemon().On("systemctl", "loaded\n").On("systemctl", exit: 3).On("systemctl", "enabled\n").On("systemctl", exit: 3).On("systemctl");

        var answer = await host.RunAsync("docker-start", [], "docker", "unit");

        Assert.IsTrue(answer.Succeeded, answer["detail"]);
        Assert.Contains("systemctl enable --now containerd.service", host.CallsOf("systemctl"));
        Assert.IsEmpty(host.CallsOf("sleep"));
    }

    [TestMethod]
    public async Task A_daemon_that_does_not_reach_containerd_is_named()
    {
        using var host = Daemon(components: "Engine runc").On("systemctl", "loaded\n").On("systemctl", exit: 3).On("systemctl");

        var answer = await host.RunAsync("docker-start", [], "docker", "unit");

        Assert.AreEqual("answer: docker.service is running but does not reach containerd", $"{answer["reason"]}: {answer["detail"]}");
        Assert.HasCount(30, host.CallsOf("sleep"));
    }

    [TestMethod]
    public async Task A_containerd_that_does_not_start_is_named()
    {
        using var host = Daemon().On("systemctl", "loaded\n").On("systemctl").On("systemctl", "enabled\n").On("systemctl", exit: 3).On("systemctl")
            .On("systemctl", exit: 1, error: "Job for containerd.service failed.\n");

        var answer = await host.RunAsync("docker-start", [], "docker", "unit");

        Assert.AreEqual("start: containerd.service does not start: Job for containerd.service failed.", $"{answer["reason"]}: {answer["detail"]}");
    }

    [TestMethod]
    [DataRow(125, "docker: Error response from daemon: runc did not terminate: /task/11112222333344445555666677778888aaaabbbbccccddddeeeeffff00001111/log.json.\nSee 'docker run --help'.\n", "docker: Error response from daemon: runc did not terminate: /task/ID/log.json.")]
    [DataRow(1, "sh: something odd\n\n", "sh: something odd")]
    [DataRow(125, "docker: Error response from daemon: driver failed: iptables: No chain/target/match by that name.\n (exit status 1).\nSee 'docker run --help'.\n", "docker: Error response from daemon: driver failed: iptables: No chain/target/match by that name. (exit status 1).")]
    [DataRow(125, "docker: Error response from daemon: failed to create task.\nerror waiting for container: context canceled\n", "docker: Error response from daemon: failed to create task.")]
    [DataRow(125, "time=\"2026-11-27T07:00:00Z\" level=error msg=\"error waiting for container: context canceled\"\ndocker: Error response from daemon: failed to create task.\n", "docker: Error response from daemon: failed to create task.")]
    [DataRow(3, "", "'docker run' ended with exit status 3")]
    [DataRow(124, "", "'docker run' did not end within 60 s")]
    [DataRow(137, "", "'docker run' was killed (signal 9, which the out-of-memory killer sends)")]
    public async Task A_failed_container_test_fails_the_run_and_the_next_run_repeats_it(int exit, string said, string expected)
    {
        using var host = Daemon(run: exit, said: said).On("systemctl");

        var answer = await host.RunAsync("docker-start", [], "docker", "unit");

        Assert.AreEqual($"container: {expected}", $"{answer["reason"]}: {answer["detail"]}");
        Assert.IsTrue(File.Exists(host.Path("/var/lib/stagecraft/docker-not-proven")));
        Assert.Contains("docker rmi --force left-over", host.CallsOf("docker"));
    }

    [TestMethod]
    public async Task Leftovers_of_an_interrupted_container_test_are_removed_first()
    {
        using var host = Daemon().On("systemctl").Put("/var/lib/stagecraft/docker-not-proven");

        var answer = await host.RunAsync("docker-start", [], "docker", "unit");

        Assert.IsTrue(answer.Succeeded, answer["detail"]);
        var calls = host.CallsOf("docker").ToList();
        Assert.IsTrue(calls.IndexOf("docker rm --force --volumes left-over") < calls.FindIndex(call => call.StartsWith("docker import", StringComparison.Ordinal)));
        Assert.IsFalse(Directory.Exists(host.Path("/var/lib/stagecraft")));
    }

    private const string ContainerdIsThere = "systemctl show containerd.service --property=LoadState --value";

    private static readonly string[] Proof =
    [
        "docker version --format {{range .Server.Components}}{{.Name}} {{end}}",
        "docker import --change LABEL io.stagecraft.proof=yes -",
        "docker run --rm sha256:image /bin/sh -c :",
        "docker ps --all --quiet --filter label=io.stagecraft.proof",
        "docker rm --force --volumes left-over",
        "docker images --all --quiet --filter label=io.stagecraft.proof",
        "docker rmi --force left-over",
    ];

    /// <summary>A host with a daemon in which a container test has left a container and an image.</summary>
    private static ShellSandbox Daemon(int run = 0, string said = "started\n", string components = "Engine containerd runc")
    {
        var host = new ShellSandbox().On("flock").On("tar").On("ldd", "\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f)\n").On("rmdir", also: "exec /bin/rmdir \"$1\"");
        return host.Put("said", said).Program("docker", $"""
            printf '%s\n' "docker $*" >>'{host.Path("calls")}'
            case $1 in
                version) echo {components} ;;
                import) echo sha256:image ;;
                run) cat '{host.Path("said")}'; exit {run} ;;
                ps | images) echo left-over ;;
            esac
            """);
    }

    private static ShellSandbox Host() => Daemon().WithSystemd()
        .Put("/etc/apt/sources.list.d/README")
        .Program("usr/lib/apt/apt-helper", "printf 'the key at %s' \"$2\" >\"$3\"")
        .On("apt-get")
        // Accepts any input as the one key, and lists and exports it. AptKeyScriptTests uses the real gpg.
        .Program("gpg", $"""
            while [ $# -gt 0 ]; do
                case $1 in
                    --output) output=$2 ;;
                    --export) echo "exported $2" >"$output" ;;
                    --list-keys | --show-keys) printf 'pub:-:4096:1:8D81803C0EBFCD88:1::::\nfpr:::::::::{Fingerprint}:\n' ;;
                esac
                shift
            done
            """)
        .On("dpkg", "amd64\n")
        .On("systemctl");

    private static Task<ScriptAnswer> AptAsync(ShellSandbox host, string version, params string[] packages) =>
        host.RunAsync("docker-apt", ["10", "60", "-", version, .. packages], "docker", "unit", "apt");

    private static Task<ScriptAnswer> DockerCeAsync(ShellSandbox host, string version, string expected = Fingerprint) =>
        host.RunAsync("docker-ce", ["10", "60", "-", version, Base, expected, "jammy", "docker-ce", "docker-ce-cli", "containerd.io"], "docker", "docker-repository", "unit", "apt");
}

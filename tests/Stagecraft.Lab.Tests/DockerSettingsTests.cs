using System.Text.Json;

namespace Stagecraft.Lab.Tests;

/// <summary>Settings of a real Docker. Stagecraft.Faults.Tests has what goes wrong.</summary>
[TestClass]
[RequiresLab]
public sealed class DockerSettingsTests
{
    private const string LogRotation = "daemon: {log-driver: local, log-opts: {max-size: 10m, max-file: 3}}";
    private const string RunContainer = """
        tar --create --dereference /bin/sh /bin/sleep $(ldd /bin/sh /bin/sleep | grep -o '/[^ ]*' | grep -v : | sort -u) 2>/dev/null | docker import - web >/dev/null
        docker run --detach --name web web /bin/sleep infinity >/dev/null
        """;
    private const string WebStarted = "docker inspect --format '{{.State.Running}} {{.State.StartedAt}}' web";

    [TestCleanup]
    public Task LeaveAsync() => Lab.ResetAsync(1);

    [TestMethod]
    public async Task All_settings_are_applied_to_a_new_host_and_a_second_run_changes_nothing()
    {
        const string Password = "s3cret-CANARY-of-the-proxy";
        await Lab.ResetAsync(1);
        // The owner's file is there before Docker is.
        await Lab.OnHostAsync(1, "useradd --create-home deploy; mkdir -p /etc/docker; echo '{\"labels\": [\"owner=yes\"], \"log-opts\": {\"mode\": \"non-blocking\"}}' >/etc/docker/daemon.json; chmod 640 /etc/docker/daemon.json");
        var url = Path.Combine(Lab.Folder.FullName, "proxy");
        await File.WriteAllTextAsync(url, $"http://user:{Password}@proxy.example.com:3128\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(url, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var docker = $"{LogRotation}, users: [deploy], hold: true, proxy: {{httpFile: {url}, noProxy: localhost}}";

        var check = await RunAsync(docker, "check");
        var first = await RunAsync(docker, "run");
        var second = await RunAsync(docker, "run", "--verbose");

        Assert.Contains("set log-driver to \"local\", log-opts.max-size to \"10m\", log-opts.max-file to \"3\" in daemon.json and set the proxy of docker.service, restart docker (configured in infra.bootstrap.docker)", Report.Of(check).Pending(1));
        Assert.AreEqual("success", Report.Of(first).Status(1), first.ToString());
        Assert.AreEqual("success False", $"{Report.Of(second).Status(1)} {Report.Of(second).Changed(1)}", second.ToString());
        Assert.HasCount(1, second.Error.Split('\n').Where(line => line.Contains(" | $ ", StringComparison.Ordinal)).ToList(), second.ToString());
        Assert.IsEmpty(Report.Of(second).Warnings(1));

        using var file = JsonDocument.Parse(await Lab.OnHostAsync(1, "cat /etc/docker/daemon.json"));
        Assert.AreEqual("""{"labels":["owner=yes"],"log-opts":{"mode":"non-blocking","max-size":"10m","max-file":"3"},"log-driver":"local"}""", JsonSerializer.Serialize(file.RootElement));
        Assert.AreEqual("640 640\n", await Lab.OnHostAsync(1, "echo $(stat --format=%a /etc/docker/daemon.json /etc/docker/daemon.json.stagecraft-backup)"));
        var info = await Lab.OnHostAsync(1, "docker info --format '{{json .}}'");
        foreach (var setting in (string[])["\"LoggingDriver\":\"local\"", "\"Labels\":[\"owner=yes\"]", "\"HttpProxy\":\"http://xxxxx:xxxxx@proxy.example.com:3128\""]) Assert.Contains(setting, info);
        Assert.Contains("docker.io", await Lab.OnHostAsync(1, "apt-mark showhold"));
        Assert.AreNotEqual("", await Lab.OnHostAsync(1, "su deploy --command \"docker version --format '{{.Server.Version}}'\""));
        Assert.AreEqual("600 600\n", await Lab.OnHostAsync(1, "echo $(stat --format=%a /etc/systemd/system/docker.service.d/*)"));
        Assert.DoesNotContain(Password, await Lab.OnHostAsync(1, "su nosudo -s /bin/sh -c 'systemctl show docker.service'"), "any account can read the environment of a unit");
        foreach (var run in (CommandRun[])[check, first, second]) Assert.DoesNotContain(Password, run.ToString());
    }

    [TestMethod]
    public async Task A_running_container_is_not_restarted_unless_the_configuration_says_so()
    {
        await Lab.ResetAsync(1);
        await RunAsync("", "run");
        await Lab.OnHostAsync(1, RunContainer);
        var started = await Lab.OnHostAsync(1, WebStarted);

        var idle = await RunAsync(LogRotation, "run");
        Assert.AreEqual("docker_restart_needed False", $"{Report.Of(idle).Error(1)} {Report.Of(idle).Changed(1)}", idle.ToString());
        Assert.Contains("which would stop its containers: web", Report.Of(idle).Message(1));
        Assert.AreEqual("", await Lab.OnHostAsync(1, "ls /etc/docker/daemon.json* 2>/dev/null || :"), "nothing was changed");

        // A setting that Docker reloads does not stop a container.
        var reload = await RunAsync("daemon: {debug: true, labels: [a=b]}", "run");
        Assert.AreEqual("docker: set debug to true, labels to [\"a=b\"] in daemon.json, reload docker", string.Join('|', Report.Of(reload).Changes(1)), reload.ToString());

        var never = await RunAsync($"{LogRotation}, restart: never", "run");
        Assert.AreEqual("success", Report.Of(never).Status(1), never.ToString());
        Assert.Contains("Docker does not run with its new settings yet", Report.Of(never).Warnings(1)[0]);
        var again = await RunAsync($"{LogRotation}, restart: never", "run");
        Assert.IsFalse(Report.Of(again).Changed(1), again.ToString());
        Assert.HasCount(1, Report.Of(again).Warnings(1));
        Assert.AreEqual(started, await Lab.OnHostAsync(1, WebStarted));

        await Lab.OnHostAsync(1, "docker rm --force web");
        var loaded = await RunAsync(LogRotation, "run");
        Assert.AreEqual("docker: restart docker", string.Join('|', Report.Of(loaded).Changes(1)), loaded.ToString());
        Assert.IsFalse(Report.Of(await RunAsync(LogRotation, "run")).Changed(1));
    }

    // live-restore: containers keep running while the daemon restarts.
    [TestMethod]
    public async Task Containers_outlive_a_restart_with_live_restore()
    {
        await Lab.ResetAsync(1);
        await RunAsync("daemon: {live-restore: true}", "run");
        await Lab.OnHostAsync(1, RunContainer);
        var started = await Lab.OnHostAsync(1, WebStarted);

        var run = await RunAsync(LogRotation, "run");

        Assert.AreEqual("success True", $"{Report.Of(run).Status(1)} {Report.Of(run).Changed(1)}", run.ToString());
        Assert.AreEqual(started, await Lab.OnHostAsync(1, WebStarted));
    }

    private static Task<CommandRun> RunAsync(string docker, string command, params string[] more) => Lab.ToolAsync(
        [command, "--limit", "lab-01", "--output", "json", .. more],
        Lab.Config.Replace("docker: {installMethod", $"docker: {{{docker}{(docker.Length > 0 ? ", " : "")}installMethod", StringComparison.Ordinal));
}

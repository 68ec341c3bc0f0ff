using System.Text;
using Stagecraft.Bootstrap.Tests.Engine;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Docker;

/// <summary>The decisions about settings for each state of a host. The files go to the host as a secret.</summary>
[TestClass]
public sealed class DockerSettingsTests
{
    private const string Daemon = """{"log-driver":"local","log-opts":{"max-size":"10m"}}""";
    private const string Restart = "set log-driver to \"local\", log-opts.max-size to \"10m\" in daemon.json, restart docker";

    [TestMethod]
    public async Task A_host_without_settings_is_asked_nothing_more()
    {
        var scripted = Docker();

        await RunAsync(scripted, new());

        Assert.AreEqual("preflight docker-detect", string.Join(' ', scripted.Scripts));
    }

    [TestMethod]
    public async Task Settings_that_are_in_effect_cost_one_command()
    {
        var scripted = Docker().On("docker-settings", Settings(Daemon) + "\nheld=docker.io\nuser_1=ready");

        var result = await RunAsync(scripted, new() { Daemon = Daemon, Users = ["deploy"], Hold = true });

        Assert.AreEqual("Success False", $"{result.Status} {result.Changed}");
        Assert.HasCount(1, scripted.Commands);
        Assert.Contains("docker-settings - daemon - hold deploy", scripted.Scripts);
    }

    [TestMethod]
    public async Task New_settings_are_installed_and_loaded()
    {
        var scripted = Docker().On("docker-settings", Settings(null, "json-file")).On("docker-settings", Settings(Daemon)).On("docker-containers").On("docker-configure");

        var result = await RunAsync(scripted, new() { Daemon = Daemon });

        Assert.AreEqual(Restart, result.Step(StepName.Docker).Detail);
        Assert.Contains("docker-configure restart-idle", scripted.Scripts);
        Assert.AreEqual(("-", DockerDaemonFile.Text(DockerDaemonFile.Parse(Encoding.UTF8.GetBytes(Daemon))), "-"), Sent(scripted));
    }

    [TestMethod]
    public async Task The_owners_keys_stay_and_are_not_shown()
    {
        const string Owners = """{"proxies":{"http-proxy":"of the owner"}}""";
        var scripted = Docker().On("docker-settings", Settings(Owners, "json-file")).On("docker-settings", Settings(Daemon)).On("docker-containers").On("docker-configure");
        var observer = new RecordingObserver();

        await EngineRun.OneAsync(scripted, new() { Docker = new() { Daemon = Daemon } }, observer: observer);

        var (old, content, _) = Sent(scripted);
        Assert.AreEqual(Owners, old);
        Assert.Contains("of the owner", content);
        var log = observer.AllText;
        Assert.Contains("private_file=***", log);
        Assert.DoesNotContain(Base64(Owners), log);
        Assert.DoesNotContain("LoggingDriver", log);
    }

    // The file must be complete even if a secret of the configuration occurs in it.
    [TestMethod]
    public async Task A_secret_in_the_owners_file_is_not_masked_in_the_file()
    {
        const string Owners = """{"label":"s3cret-of-the-run"}""";
        var scripted = Docker().On("docker-settings", Settings(Owners, "json-file")).On("docker-settings", Settings(Daemon)).On("docker-containers").On("docker-configure");

        await EngineRun.OneAsync(scripted, new() { Docker = new() { Daemon = Daemon }, Secrets = [new Secret("s3cret-of-the-run")] });

        Assert.Contains("s3cret-of-the-run", Sent(scripted).New);
    }

    [TestMethod]
    public async Task Reloadable_settings_are_reloaded()
    {
        var scripted = Docker().On("docker-settings", Settings(null, "json-file")).On("docker-settings", Settings("""{"debug":true}""", debug: true)).On("docker-configure");

        var result = await RunAsync(scripted, new() { Daemon = """{"debug":true}""" });

        Assert.AreEqual("set debug to true in daemon.json, reload docker", result.Step(StepName.Docker).Detail);
        Assert.Contains("docker-configure reload", scripted.Scripts);
    }

    [TestMethod]
    [DataRow(DockerRestart.Idle, false, "")]
    [DataRow(DockerRestart.Idle, true, "restart")]
    [DataRow(DockerRestart.Always, false, "restart")]
    [DataRow(DockerRestart.Never, false, "none")]
    public async Task Running_containers_are_stopped_only_if_the_configuration_allows_it(DockerRestart restart, bool isLive, string how)
    {
        var scripted = Docker()
            .On("docker-settings", Settings(null, "json-file", isLive: isLive))
            .On("docker-settings", Settings(Daemon, restart == DockerRestart.Never ? "json-file" : "local"))
            .On("docker-containers", "names=web,db").On("docker-configure");

        var result = await RunAsync(scripted, new() { Daemon = Daemon, Restart = restart });

        if (how.Length > 0)
        {
            Assert.AreEqual(HostStatus.Success, result.Status, result.Message);
            Assert.Contains($"docker-configure {how}", scripted.Scripts);
            Assert.HasCount(restart == DockerRestart.Never ? 1 : 0, result.Warnings);
            return;
        }

        Assert.AreEqual((ErrorCode.DockerRestartNeeded, false), (result.ErrorCode, result.Changed));
        Assert.Contains("set log-driver to \"local\", log-opts.max-size to \"10m\" in daemon.json, which would stop its containers: web, db. Nothing was changed.", result.Message);
    }

    [TestMethod]
    public async Task Check_mode_says_that_containers_prevent_a_restart()
    {
        var scripted = Docker().On("docker-settings", Settings(null, "json-file")).On("docker-containers", "names=web");

        var result = await EngineRun.OneAsync(scripted, new() { CheckOnly = true, Docker = new() { Daemon = Daemon } });

        Assert.AreEqual(ErrorCode.DockerRestartNeeded, result.ErrorCode);
    }

    [TestMethod]
    [DataRow(DockerRestart.Idle, "unloaded=yes", "restart docker")]
    [DataRow(DockerRestart.Never, "unloaded=yes", "")]
    public async Task Settings_that_were_not_loaded_are_loaded_by_the_next_run(DockerRestart restart, string answer, string change)
    {
        var scripted = Docker().On("docker-settings", $"{Settings(Daemon)}\n{answer}").On("docker-settings", Settings(Daemon)).On("docker-containers").On("docker-configure");

        var result = await RunAsync(scripted, new() { Daemon = Daemon, Restart = restart });

        Assert.AreEqual(change.Length > 0, result.Changed);
        if (change.Length > 0) Assert.AreEqual(change, result.Step(StepName.Docker).Detail);
        else Assert.Contains("Docker does not run with its new settings yet", result.Warnings[0]);
    }

    [TestMethod]
    public async Task A_daemon_that_ignores_its_file_is_not_ready()
    {
        var scripted = Docker().On("docker-settings", Settings(Daemon, "journald")).On("docker-containers").On("docker-configure");

        var result = await RunAsync(scripted, new() { Daemon = Daemon });

        Assert.AreEqual(ErrorCode.DockerSettingsFailed, result.ErrorCode);
        Assert.Contains("'docker info' reports log-driver \"journald\", although daemon.json sets it to \"local\".", result.Message);
    }

    [TestMethod]
    [DataRow("reason=rejected\ndetail=unknown option bogus\nuntouched=yes", "Docker rejected its new settings: unknown option bogus. The file was not changed.")]
    [DataRow("reason=start\ndetail=failed to start daemon\nrestored=yes", "Docker rejected its new settings: failed to start daemon. The earlier settings were restored, and Docker runs with them.")]
    [DataRow("reason=start\ndetail=failed to start daemon", "The earlier settings were restored, but Docker does not run with them either.")]
    [DataRow("reason=edited\ndetail=/etc/docker/daemon.json was changed meanwhile", "could not be installed: /etc/docker/daemon.json was changed meanwhile. Nothing was changed.")]
    public async Task A_daemon_that_rejects_its_settings_says_why(string answer, string message)
    {
        var scripted = Docker().On("docker-settings", Settings(null, "json-file")).On("docker-containers").On("docker-configure", answer, exit: 1);

        var result = await RunAsync(scripted, new() { Daemon = Daemon });

        Assert.AreEqual(ErrorCode.DockerSettingsFailed, result.ErrorCode);
        Assert.Contains(message, result.Message);
    }

    [TestMethod]
    public async Task Comments_in_the_owners_file_are_rejected()
    {
        var scripted = Docker().On("docker-settings", Settings("{\n  // ours\n  \"debug\": true\n}", "json-file"));

        var result = await RunAsync(scripted, new() { Daemon = Daemon });

        Assert.AreEqual((ErrorCode.DockerSettingsFailed, false), (result.ErrorCode, result.Changed));
        Assert.Contains("/etc/docker/daemon.json on the host is not valid JSON (line 2)", result.Message);
    }

    [TestMethod]
    public async Task The_proxy_is_a_file_of_variables()
    {
        const string Url = "http://user:s3cret-word@proxy.example.com:3128";
        var variables = $"HTTP_PROXY={Url}\nNO_PROXY=localhost\n";
        var scripted = Docker()
            .On("docker-settings", Settings(null))
            .On("docker-settings", $"{Settings(null)}\nprivate_proxy={Base64(variables)}")
            .On("docker-containers").On("docker-configure");

        var result = await RunAsync(scripted, new() { Proxy = new() { Http = new Secret(Url), NoProxy = "localhost" } });

        Assert.AreEqual("set the proxy of docker.service, restart docker", result.Step(StepName.Docker).Detail, result.Message);
        Assert.AreEqual(("-", "-", variables), Sent(scripted));
    }

    [TestMethod]
    [DataRow("user_1=outside", "user_1=ready", "add deploy to the group docker")]
    [DataRow("user_1=missing", "", "deploy (docker.users) does not exist on the host.")]
    [DataRow("user_1=fails\nerror_1=permission denied", "", "deploy cannot use Docker in a new session: permission denied.")]
    [DataRow("user_1=outside", "user_1=outside", "deploy cannot use Docker in a new session, because it did not become a member of the group docker.")]
    public async Task Users_become_members_of_the_group_and_use_docker(string before, string after, string says)
    {
        var scripted = Docker().On("docker-settings", before).On("docker-settings", after).On("docker-users");

        var result = await RunAsync(scripted, new() { Users = ["deploy"] });

        Assert.Contains(says, result.Message + result.Step(StepName.Docker).Detail);
        Assert.AreEqual(after == "user_1=ready", result.Status == HostStatus.Success);
    }

    [TestMethod]
    [DataRow("unheld=docker.io,containerd", "hold docker.io, containerd", "docker-hold 300 900 docker.io containerd")]
    [DataRow("held=docker.io", "", "")]
    public async Task Packages_are_held(string answer, string change, string script)
    {
        var scripted = Docker().On("docker-settings", answer).On("docker-settings", "held=docker.io").On("docker-hold");

        var result = await RunAsync(scripted, new() { Hold = true });

        Assert.AreEqual(change.Length > 0, result.Changed);
        if (change.Length == 0) return;
        Assert.AreEqual(change, result.Step(StepName.Docker).Detail);
        Assert.Contains(script, scripted.Scripts);
    }

    [TestMethod]
    [DataRow("login=ubuntu", 1)]
    [DataRow("", 0)]
    public async Task A_login_that_cannot_use_docker_has_a_warning(string answer, int warnings)
    {
        var scripted = ScriptedHost.Ready("ubuntu").On("docker-settings", answer);

        var result = await EngineRun.OneAsync(scripted);

        Assert.Contains("docker-settings ubuntu - - -", scripted.Scripts);
        Assert.HasCount(warnings, result.Warnings);
        Assert.HasCount(1, scripted.Commands);
    }

    [TestMethod]
    public async Task Check_mode_lists_the_settings_of_a_host_without_docker()
    {
        var scripted = new ScriptedHost().On("preflight", HostAnswers.Preflight).On("docker-detect", HostAnswers.NoDocker).On("docker-settings", "user_1=outside");

        var result = await EngineRun.OneAsync(scripted, new() { CheckOnly = true, Docker = new() { Daemon = Daemon, Users = ["deploy"], Hold = true } });

        Assert.AreEqual(
            "install docker.io, docker-compose-v2 (docker is not installed); "
            + $"{Restart} (configured in infra.bootstrap.docker); hold the packages of docker (docker.hold is true); add deploy to the group docker (docker.users)",
            result.Step(StepName.Docker).Detail);
    }

    private static Task<HostResult> RunAsync(ScriptedHost scripted, DockerOptions options) => EngineRun.OneAsync(scripted, new() { Docker = options });

    private static ScriptedHost Docker() => ScriptedHost.Ready();

    private static string Settings(string? file, string driver = "local", bool isLive = false, bool debug = false) =>
        $"{(file is null ? "" : $"file=yes\nprivate_file={Base64(file)}\n")}"
        + $"private_info={{\"LoggingDriver\":\"{driver}\",\"LiveRestoreEnabled\":{(isLive ? "true" : "false")},\"Debug\":{(debug ? "true" : "false")},\"HttpProxy\":\"http://xxxxx:xxxxx@proxy.example.com:3128\",\"HttpsProxy\":\"\",\"NoProxy\":\"localhost\"}}";

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    // The secret of the script, decoded.
    private static (string Old, string New, string Variables) Sent(ScriptedHost scripted)
    {
        var input = scripted.Commands.Single(command => command.Name == "docker-configure").Input;
        var begin = input.IndexOf("secret='", StringComparison.Ordinal) + "secret='".Length;
        var words = input[begin..input.IndexOf('\'', begin)].Split(' ').Select(word => word == "-" ? word : Encoding.UTF8.GetString(Convert.FromBase64String(word))).ToArray();
        return (words[0], words[1], words[2]);
    }
}

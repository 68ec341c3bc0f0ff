using Stagecraft.Bootstrap;
using Stagecraft.Providers.Tests.Network;
using Stagecraft.Testing;

namespace Stagecraft.Providers.Tests.Tailscale;

[TestClass]
public sealed class TailscaleInstallTests
{
    private const string Absent = "LoadState=not-found";
    private const string Stopped = "client=/usr/bin/tailscale\nLoadState=loaded\nUnitFileState=enabled\nversion=1.98.8\nerror=failed to connect to local tailscaled";

    // Its program runs, and does not answer within the time of the probe.
    private const string Hung = "client=/usr/bin/tailscale\nLoadState=loaded\nUnitFileState=enabled\nActiveState=active\nversion=1.98.8";

    private static string Ready => Fixture.Detected("running");

    private static (string, object) Install(params (string, object)[] settings) => ("install", settings);

    [TestMethod]
    public async Task An_absent_client_is_installed_from_the_repository()
    {
        var machine = Node.Machine(Absent, Ready).On("tailscale-install");

        var result = await Node.RunAsync(machine);

        result.AssertSucceeded("install tailscale");
        Assert.AreEqual("app-1.example.ts.net", result.Step("network-join").Detail);
        machine.AssertRan("tailscale-install 300 900 https://pkgs.tailscale.com ubuntu jammy /usr/share/keyrings/tailscale-archive-keyring.gpg 2596A99EAAB33821893C0A79458CA832957F5868 - tailscale tailscale-archive-keyring", "tailscale-detect");
    }

    [TestMethod]
    public async Task An_absent_client_is_installed_along_with_docker()
    {
        var machine = Bare(Absent, Ready).On("tailscale-source").On("docker-apt", "along=yes");

        var result = await RunWithDockerAsync(machine);

        result.AssertSucceeded("install docker.io, docker-compose-v2", "install tailscale");
        Assert.HasCount(2, machine.Commands);
        Assert.AreSequenceEqual(
            new[]
            {
                "preflight", "docker-detect", "tailscale-detect",
                "tailscale-source 300 900 https://pkgs.tailscale.com ubuntu jammy /usr/share/keyrings/tailscale-archive-keyring.gpg 2596A99EAAB33821893C0A79458CA832957F5868",
                "docker-apt 300 900 tailscale,tailscale-archive-keyring latest docker.io docker-compose-v2",
                "docker-detect", "tailscale-detect",
            },
            machine.Scripts);
    }

    [TestMethod]
    public async Task From_a_mirror_only_the_client_is_installed_along()
    {
        var machine = Bare(Absent, Ready).On("tailscale-source").On("docker-apt", "along=yes");

        await RunWithDockerAsync(machine, Install(("mirror", "https://mirror.example.com/tailscale/")));

        Assert.Contains("tailscale-source 300 900 https://mirror.example.com/tailscale ubuntu jammy /usr/share/keyrings/tailscale-mirror.gpg -", machine.Scripts);
        Assert.Contains("docker-apt 300 900 tailscale latest docker.io docker-compose-v2", machine.Scripts);
    }

    [TestMethod]
    public async Task A_client_that_was_not_installed_along_is_installed_by_its_step()
    {
        var machine = Bare(Absent, Absent, Ready).On("tailscale-source", "reason=fetch\ndetail=E: Failed to fetch", exit: 1).On("docker-apt").On("tailscale-install");

        var result = await RunWithDockerAsync(machine);

        result.AssertSucceeded("install docker.io, docker-compose-v2", "install tailscale");
        Assert.StartsWith("tailscale-install 300 900 https://pkgs.tailscale.com ", machine.Scripts[^2]);
    }

    [TestMethod]
    [DataRow(Stopped, "auto")]
    [DataRow("client=/snap/bin/tailscale\nLoadState=not-found", "auto")]
    [DataRow("LoadState=masked", "auto")]
    [DataRow("status=nonsense", "auto")]
    [DataRow("", "auto")]
    [DataRow(Absent, "skip")]
    public async Task Only_a_missing_client_with_permission_is_installed_along(string detected, string method)
    {
        var machine = Bare(detected).On("docker-apt").On("tailscale-start").On("tailscale-install", "reason=install", exit: 1);

        await RunWithDockerAsync(machine, Install(("method", method)));

        Assert.Contains("docker-apt 300 900 - latest docker.io docker-compose-v2", machine.Scripts);
        Assert.DoesNotContain("tailscale-source", string.Join(' ', machine.Scripts));
    }

    [TestMethod]
    public async Task A_daemon_installed_along_that_does_not_answer_is_started()
    {
        var machine = Bare(Absent, Stopped, Ready).On("tailscale-source").On("docker-apt", "along=yes").On("tailscale-start");

        (await RunWithDockerAsync(machine)).AssertSucceeded("install docker.io, docker-compose-v2", "install tailscale; start tailscaled");
    }

    private static ScriptedHost Bare(params string[] detected)
    {
        var machine = Node.Machine(detected);
        return machine.On("docker-detect", HostAnswers.NoDocker).On("docker-detect", HostAnswers.Docker);
    }

    private static Task<HostResult> RunWithDockerAsync(ScriptedHost machine, params (string Key, object Value)[] settings) =>
        new NetworkRun(TailscaleConfig.Provider(settings)) { Docker = true }.RunAsync(Node.App, machine);

    [TestMethod]
    public async Task A_mirror_replaces_the_repository()
    {
        var machine = Node.Machine(Absent, Ready).On("tailscale-install");

        await Node.RunAsync(machine, Install(("mirror", "https://mirror.example.com/tailscale/")));

        machine.AssertRan("tailscale-install 300 900 https://mirror.example.com/tailscale ubuntu jammy /usr/share/keyrings/tailscale-mirror.gpg - - tailscale", "tailscale-detect");
    }

    [TestMethod]
    public async Task The_key_of_a_mirror_can_be_pinned()
    {
        var machine = Node.Machine(Absent, Ready).On("tailscale-install");

        await Node.RunAsync(machine, Install(("mirror", "https://mirror.example.com/tailscale/"), ("mirror_key_fingerprint", "00112233445566778899aabbccddeeff00112233")));

        machine.AssertRan("tailscale-install 300 900 https://mirror.example.com/tailscale ubuntu jammy /usr/share/keyrings/tailscale-mirror.gpg 00112233445566778899AABBCCDDEEFF00112233 - tailscale", "tailscale-detect");
    }

    [TestMethod]
    public async Task An_absent_client_with_installation_disabled_fails() =>
        (await Node.RunAsync(Node.Machine(Absent), Install(("method", "skip")))).AssertFailed(ErrorCode.NetworkInstallFailed, "is not installed", "install.method to auto");

    [TestMethod]
    [DataRow("busy", "host_busy")]
    [DataRow("timeout", "timed_out")]
    [DataRow("fetch", "network_install_failed")]
    [DataRow("install", "network_install_failed")]
    public async Task A_failed_installation_quotes_apt(string reason, string code)
    {
        var result = await Node.RunAsync(Node.Machine(Absent).On("tailscale-install", $"reason={reason}\ndetail=E: Unable to locate package tailscale", exit: 1));

        Assert.AreEqual(code, result.ErrorCode!.Id);
        Assert.Contains("Tailscale could not be installed: E: Unable to locate package tailscale.", result.Message);
        Assert.IsTrue(result.Changed);
    }

    [TestMethod]
    public async Task A_daemon_that_does_not_start_shows_its_journal() =>
        (await Node.RunAsync(Node.Machine(Absent).On("tailscale-install", "reason=start\ndetail=/dev/net/tun does not exist", exit: 1)))
            .AssertFailed(ErrorCode.NetworkInstallFailed, "The daemon tailscaled does not start: /dev/net/tun does not exist.");

    [TestMethod]
    public async Task A_daemon_that_stays_silent_after_the_start_fails() =>
        (await Node.RunAsync(Node.Machine(Stopped).On("tailscale-start")))
            .AssertFailed(ErrorCode.NetworkInstallFailed, "its daemon does not answer: failed to connect to local tailscaled.");

    [TestMethod]
    public async Task A_hanging_daemon_is_not_changed()
    {
        var machine = Node.Machine(Hung);

        var result = await Node.RunAsync(machine);

        result.AssertFailed(ErrorCode.NetworkInstallFailed, "tailscaled is running but does not answer: no reason given.", "journalctl -u tailscaled");
        Assert.IsFalse(result.Changed);
        machine.AssertRan();
    }

    [TestMethod]
    public async Task A_daemon_that_refuses_to_answer_is_probed_twice_and_not_changed()
    {
        var machine = Node.Machine(Hung + "\nerror=connection refused");

        var result = await Node.RunAsync(machine);

        result.AssertFailed(ErrorCode.NetworkInstallFailed, "tailscaled is running but does not answer: connection refused.");
        Assert.IsFalse(result.Changed);
        machine.AssertRan("tailscale-detect");
    }

    [TestMethod]
    public async Task A_daemon_that_answers_on_the_second_try_is_ready()
    {
        var machine = Node.Machine(Hung + "\nerror=connection refused", Ready);

        (await Node.RunAsync(machine)).AssertSucceeded();
        machine.AssertRan("tailscale-detect");
    }

    [TestMethod]
    public async Task A_hanging_daemon_that_is_too_old_is_replaced()
    {
        var machine = Node.Machine(Hung, Ready).On("tailscale-install");

        (await Node.RunAsync(machine, Install(("min_version", "1.98.9")))).AssertFailed(ErrorCode.NetworkInstallFailed, "install.min_version is 1.98.9");
        Assert.StartsWith("tailscale-install ", machine.Scripts[2]);
    }

    [TestMethod]
    [DataRow("flag=--tun=userspace-networking\nfile=/etc/default/tailscaled", "(--tun=userspace-networking)", "Remove that flag from /etc/default/tailscaled on the host")]
    [DataRow("flag=--tun=userspace-networking", "(--tun=userspace-networking)", "'systemctl cat tailscaled'")]
    [DataRow("", "without a network interface, so nothing", "'systemctl cat tailscaled'")]
    public async Task A_daemon_without_an_interface_fails_with_the_flag_and_its_file(string why, string observed, string remedy)
    {
        var machine = Node.Machine(Fixture.Running("\"TUN\": true", "\"TUN\": false")).On("tailscale-tun", why);

        var result = await Node.RunAsync(machine);

        result.AssertFailed(ErrorCode.NetworkInstallFailed, observed, remedy, "/dev/net/tun");
        Assert.IsFalse(result.Changed);
        machine.AssertRan("tailscale-tun");
    }

    [TestMethod]
    public async Task A_new_daemon_without_an_interface_fails() =>
        (await Node.RunAsync(Node.Machine(Absent, Fixture.Running("\"TUN\": true", "\"TUN\": false")).On("tailscale-install").On("tailscale-tun")))
            .AssertFailed(ErrorCode.NetworkInstallFailed, "without a network interface");

    [TestMethod]
    public async Task A_stopped_daemon_is_started_even_with_install_disabled()
    {
        var machine = Node.Machine(Stopped, Ready).On("tailscale-start");

        (await Node.RunAsync(machine, Install(("method", "skip")))).AssertSucceeded("start tailscaled");
        machine.AssertRan("tailscale-start", "tailscale-detect");
    }

    [TestMethod]
    public async Task A_tailscaled_that_does_not_start_at_boot_is_enabled() =>
        (await Node.RunAsync(Node.Machine(Fixture.Detected("running", "disabled"), Ready).On("tailscale-start"))).AssertSucceeded("enable tailscaled at boot");

    [TestMethod]
    public async Task A_masked_daemon_is_not_changed() =>
        (await Node.RunAsync(Node.Machine("client=/usr/bin/tailscale\nLoadState=masked\nUnitFileState=masked\nversion=1.98.8")))
            .AssertFailed(ErrorCode.NetworkInstallFailed, "is masked", "systemctl unmask tailscaled.service");

    [TestMethod]
    public async Task A_snap_is_not_changed() =>
        (await Node.RunAsync(Node.Machine("client=/snap/bin/tailscale\nLoadState=not-found\nversion=1.98.8"))).AssertFailed(ErrorCode.NetworkInstallFailed, "snap remove tailscale");

    [TestMethod]
    public async Task A_daemon_without_the_usual_unit_is_accepted() =>
        (await Node.RunAsync(Node.Machine(Ready.Replace("LoadState=loaded", "LoadState=not-found", StringComparison.Ordinal)))).AssertSucceeded();

    [TestMethod]
    [DataRow("1.98")]
    [DataRow("1.98.8")]
    [DataRow("1.9.9")]
    public async Task A_client_that_is_new_enough_stays(string minimum) =>
        (await Node.RunAsync(Node.Machine(Ready), Install(("min_version", minimum)))).AssertSucceeded();

    [TestMethod]
    public async Task An_old_client_is_upgraded()
    {
        var machine = Node.Machine(Fixture.Running("1.98.8-t", "1.20.4-t"), Ready).On("tailscale-install");

        (await Node.RunAsync(machine, Install(("min_version", "1.80")))).AssertSucceeded("upgrade tailscale to 1.80 or newer");
    }

    [TestMethod]
    public async Task An_upgrade_that_the_repository_does_not_have_fails() =>
        (await Node.RunAsync(Node.Machine(Ready).On("tailscale-install"), Install(("min_version", "1.200"))))
            .AssertFailed(ErrorCode.NetworkInstallFailed, "Tailscale 1.98.8 is installed, but install.min_version is 1.200.");

    [TestMethod]
    public async Task An_old_client_with_upgrades_disabled_fails() =>
        (await Node.RunAsync(Node.Machine(Ready), Install(("min_version", "1.100"), ("method", "skip")))).AssertFailed(ErrorCode.NetworkInstallFailed, "install.min_version is 1.100");

    [TestMethod]
    public async Task An_invalid_status_is_shown() =>
        (await Node.RunAsync(Node.Machine(Fixture.Installed("<html>proxy</html>")))).AssertFailed(ErrorCode.NetworkInstallFailed, "not a status: <html>proxy</html>");

    [TestMethod]
    public async Task Check_mode_reports_the_installation_and_the_join() =>
        (await Node.CheckAsync(Node.Machine(Absent))).AssertSucceeded("install tailscale (tailscale is not installed)", "join example.ts.net as app-1 (a new node is not logged in)");

    [TestMethod]
    public async Task Check_mode_does_not_guess_the_state_of_a_stopped_daemon()
    {
        var result = await Node.CheckAsync(Node.Machine(Stopped));

        result.AssertSucceeded("start tailscaled (it does not answer)");
        Assert.AreEqual("not known until tailscaled runs", result.Step("network-join").Detail);
    }
}

namespace Stagecraft.Bootstrap.Tests.Shell;

[TestClass]
public sealed class PreflightScriptTests
{
    private const string Jammy = """
        PRETTY_NAME="Ubuntu 22.04.5 LTS"
        NAME="Ubuntu"
        VERSION_ID="22.04"
        VERSION="22.04.5 LTS (Jammy Jellyfish)"
        VERSION_CODENAME=jammy
        ID=ubuntu
        ID_LIKE=debian
        HOME_URL="https://www.ubuntu.com/?a=b"
        """;

    [TestMethod]
    public async Task An_ubuntu_host_says_what_it_is()
    {
        using var host = new ShellSandbox().Put("/etc/os-release", Jammy).Put("/run/systemd/system/x").On("id", "0\n");

        var answer = await host.RunAsync("preflight", []);

        Assert.AreEqual("0 ubuntu 22.04 yes", $"{answer["uid"]} {answer["os_id"]} {answer["os_version"]} {answer["systemd"]}");
        Assert.AreEqual("Ubuntu 22.04.5 LTS", answer["os_name"]);
        Assert.AreEqual("", answer["cloud_init"] + answer["dpkg"]);
        Assert.IsTrue(answer.Succeeded);
        Assert.AreEqual("", answer.Error);
    }

    [TestMethod]
    public async Task A_host_that_says_nothing_gets_an_answer_all_the_same()
    {
        using var host = new ShellSandbox().On("id", "1000\n");

        var answer = await host.RunAsync("preflight", []);

        Assert.IsTrue(answer.Succeeded);
        Assert.AreEqual("1000", answer["uid"]);
        Assert.AreEqual("", answer["os_id"] + answer["systemd"] + answer["cloud_init"] + answer["dpkg"]);
        Assert.AreEqual("", answer.Error);
    }

    [TestMethod]
    public async Task The_effective_user_takes_no_process()
    {
        using var host = new ShellSandbox().Put("/proc/self/status", "Name:\tsh\nPid:\t7\nUid:\t1000\t0\t0\t0\nGid:\t1000\t1000\t1000\t1000\n").On("id", "1000\n");

        var answer = await host.RunAsync("preflight", []);

        Assert.AreEqual("0", answer["uid"]);
        Assert.IsEmpty(host.Calls);
    }

    [TestMethod]
    [DataRow("", true)]
    [DataRow("disabled", false)]
    [DataRow("result.json", false)]
    public async Task Cloud_init_runs_until_it_has_a_result_or_is_disabled(string file, bool running)
    {
        using var host = new ShellSandbox().Put("/run/cloud-init/ds-identify.log");
        if (file.Length > 0) host.Put("/run/cloud-init/" + file);

        Assert.AreEqual(running ? "running" : "", (await host.RunAsync("preflight", []))["cloud_init"]);
    }

    [TestMethod]
    public async Task An_operation_that_dpkg_did_not_finish_is_seen()
    {
        using var host = new ShellSandbox().Put("/var/lib/dpkg/updates/0001").On("pidof", exit: 1);

        Assert.AreEqual("interrupted", (await host.RunAsync("preflight", []))["dpkg"]);
    }

    [TestMethod]
    public async Task A_dpkg_that_is_at_work_was_not_interrupted()
    {
        using var host = new ShellSandbox().Put("/var/lib/dpkg/updates/0001").On("pidof", "4711\n");

        Assert.AreEqual("", (await host.RunAsync("preflight", []))["dpkg"]);
    }

    [TestMethod]
    public async Task Settling_waits_for_cloud_init()
    {
        using var host = new ShellSandbox().On("cloud-init");

        var answer = await host.RunAsync("settle", ["5"]);

        Assert.IsTrue(answer.Succeeded);
        CollectionAssert.AreEqual(new[] { "cloud-init status --wait" }, host.Calls.ToArray());
    }

    [TestMethod]
    public async Task A_cloud_init_that_ended_with_an_error_has_ended()
    {
        using var host = new ShellSandbox().Put("/run/cloud-init/result.json").On("cloud-init", exit: 1);

        Assert.IsTrue((await host.RunAsync("settle", ["5"])).Succeeded);
    }

    [TestMethod]
    public async Task A_cloud_init_that_does_not_end_makes_the_host_busy()
    {
        using var host = new ShellSandbox().On("cloud-init", exit: 124).On("cloud-init", "status: running\ndetail: x\n");

        var answer = await host.RunAsync("settle", ["5"]);

        Assert.AreEqual("1 busy", $"{answer.ExitStatus} {answer["reason"]}");
        Assert.AreEqual("cloud-init has not finished: status: running", answer["detail"]);
    }

    [TestMethod]
    public async Task A_repair_lets_apt_find_and_mend_what_was_cut_off()
    {
        using var host = new ShellSandbox().WithSystemd()
            .On("apt-get", "E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem. \n", exit: 100).On("apt-get")
            .On("dpkg");

        var answer = await host.RunAsync("repair", ["10", "60"], "apt");

        Assert.IsTrue(answer.Succeeded, answer["detail"]);
        StringAssert.EndsWith(host.CallsOf("apt-get")[^1], " check");
        Assert.HasCount(1, host.CallsOf("dpkg"));
    }
}

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
    public async Task An_ubuntu_host_is_recognized()
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
    public async Task A_host_without_information_still_gets_an_answer()
    {
        using var host = new ShellSandbox().On("id", "1000\n");

        var answer = await host.RunAsync("preflight", []);

        Assert.IsTrue(answer.Succeeded);
        Assert.AreEqual("1000", answer["uid"]);
        Assert.AreEqual("", answer["os_id"] + answer["systemd"] + answer["cloud_init"] + answer["dpkg"]);
        Assert.AreEqual("", answer.Error);
    }

    [TestMethod]
    public async Task The_effective_user_is_read_without_a_process()
    {
        using var host = new ShellSandbox().Put("/proc/self/status", "Name:\tsh\nPid:\t7\nUid:\t1000\t0\t0\t0\nGid:\t1000\t1000\t1000\t1000\n").On("id", "1000\n");

        var answer = await host.RunAsync("preflight", []);

        Assert.AreEqual("0", answer["uid"]);
        Assert.IsEmpty(host.Calls);
    }

    [TestMethod]
    [DataRow("1 (systemd) S 0 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 4242 169631744 2845 18446744073709551615\n", "4242")]
    [DataRow("1 (a) 9) (b c) S 0 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 4242 169631744 2845\n", "4242")]
    [DataRow("1 (systemd) S 0 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 4242", "4242", DisplayName = "no end of line")]
    [DataRow("1 (*) S 0 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 4242 1\n", "4242", DisplayName = "a name that means something to a shell")]
    [DataRow("1 (systemd) S 0 1\n", "", DisplayName = "too short")]
    [DataRow("", "", DisplayName = "empty")]
    public async Task The_identity_is_read_without_a_process(string stat, string start)
    {
        using var host = new ShellSandbox()
            .Put("/proc/self/status", "Uid:\t0\t0\t0\t0\n").Put("/etc/os-release", Jammy)
            .Put("/etc/machine-id", "0123456789abcdef0123456789abcdef\n")
            .Put("/proc/sys/kernel/random/boot_id", "6e9a5b7e-7d5c-4f0e-9a53-0f8d6a0e4f11\n")
            .Put("/proc/1/stat", stat);
        foreach (var tool in (string[])["awk", "cat", "cut", "grep", "head", "id", "sed", "tail", "tr", "wc"])
            host.Program(tool, $"echo {tool} >>'{host.Path("calls")}'");

        var answer = await host.RunAsync("preflight", []);

        Assert.AreEqual("0123456789abcdef0123456789abcdef", answer["machine_id"]);
        Assert.AreEqual("6e9a5b7e-7d5c-4f0e-9a53-0f8d6a0e4f11", answer["boot_id"]);
        Assert.AreEqual(start, answer["init_start"]);
        Assert.AreEqual("Ubuntu 22.04.5 LTS", answer["os_name"]);
        Assert.IsTrue(answer.Succeeded);
        Assert.AreEqual("", answer.Error);
        Assert.IsEmpty(host.Calls);
    }

    [TestMethod]
    [DataRow("/etc/machine-id", "machine_id")]
    [DataRow("/proc/sys/kernel/random/boot_id", "boot_id")]
    [DataRow("/proc/1/stat", "init_start")]
    public async Task Missing_values_are_empty_and_do_not_come_from_another_file(string missing, string key)
    {
        using var host = new ShellSandbox().Put("/proc/self/status", "Uid:\t0\t0\t0\t0\n");
        if (key != "machine_id") host.Put("/etc/machine-id", "m\n");
        if (key != "boot_id") host.Put("/proc/sys/kernel/random/boot_id", "b\n");
        if (key != "init_start") host.Put("/proc/1/stat", "1 (x) S 0 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 4242 1\n");

        var answer = await host.RunAsync("preflight", []);

        Assert.AreEqual("", answer[key], missing);
        foreach (var other in ((string[])["machine_id", "boot_id", "init_start"]).Where(other => other != key)) Assert.AreNotEqual("", answer[other]);
        Assert.IsTrue(answer.Succeeded);
        Assert.AreEqual("", answer.Error);
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
    public async Task An_unfinished_dpkg_operation_is_found()
    {
        using var host = new ShellSandbox().Put("/var/lib/dpkg/updates/0001").On("pidof", exit: 1);

        Assert.AreEqual("interrupted", (await host.RunAsync("preflight", []))["dpkg"]);
    }

    [TestMethod]
    public async Task A_running_dpkg_does_not_count_as_interrupted()
    {
        using var host = new ShellSandbox().Put("/var/lib/dpkg/updates/0001").On("pidof", "4711\n");

        Assert.AreEqual("", (await host.RunAsync("preflight", []))["dpkg"]);
    }

    [TestMethod]
    public async Task A_package_operation_of_an_earlier_run_is_found_without_a_process()
    {
        using var host = new ShellSandbox().Put("/run/systemd/transient/stagecraft-apt-7.service");

        Assert.AreEqual("running", (await host.RunAsync("preflight", []))["earlier"]);
        Assert.AreEqual("", (await new ShellSandbox().RunAsync("preflight", []))["earlier"]);
        Assert.IsEmpty(host.CallsOf("systemctl"));
    }

    [TestMethod]
    public async Task Waiting_ends_when_the_earlier_run_starts_no_further_operation()
    {
        using var host = new ShellSandbox().Put("/run/systemd/transient/stagecraft-apt-7.service");
        var units = host.Path("/run/systemd/transient");
        // A second passes. The first operation ends, another one begins, and ends too.
        host.On("sleep", also: $"rm {units}/*").On("sleep", also: $": >{units}/stagecraft-apt-8.service").On("sleep", also: $"rm {units}/*").On("sleep");

        Assert.IsTrue((await host.RunAsync("earlier", ["60"])).Succeeded);
        Assert.HasCount(5, host.CallsOf("sleep"));
    }

    [TestMethod]
    public async Task An_operation_that_does_not_end_is_named()
    {
        using var host = new ShellSandbox().Put("/run/systemd/transient/stagecraft-apt-7.service");

        var answer = await host.RunAsync("earlier", ["3"]);

        Assert.AreEqual("busy: stagecraft-apt-7.service", $"{answer["reason"]}: {answer["detail"]}");
        Assert.HasCount(3, host.CallsOf("sleep"));
    }

    [TestMethod]
    public async Task Settling_waits_for_cloud_init()
    {
        using var host = new ShellSandbox().On("cloud-init");

        var answer = await host.RunAsync("settle", ["5"]);

        Assert.IsTrue(answer.Succeeded);
        Assert.AreSequenceEqual(["cloud-init status --wait"], host.Calls);
    }

    [TestMethod]
    public async Task A_cloud_init_that_ended_with_an_error_counts_as_ended()
    {
        using var host = new ShellSandbox().Put("/run/cloud-init/result.json").On("cloud-init", exit: 1);

        Assert.IsTrue((await host.RunAsync("settle", ["5"])).Succeeded);
    }

    [TestMethod]
    [DataRow(127, "timeout: failed to run command 'cloud-init': No such file or directory\n", "timeout: failed to run command 'cloud-init': No such file or directory")]
    [DataRow(1, "", "'cloud-init status --wait' ended with exit status 1")]
    public async Task A_failed_cloud_init_is_not_a_timeout(int exit, string said, string detail)
    {
        using var host = new ShellSandbox().On("cloud-init", exit: exit, error: said);

        var answer = await host.RunAsync("settle", ["5"]);

        Assert.AreEqual($"status: {detail}", $"{answer["reason"]}: {answer["detail"]}");
        Assert.HasCount(1, host.Calls);
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
    public async Task A_repair_lets_apt_find_and_fix_the_interrupted_operation()
    {
        using var host = new ShellSandbox().WithSystemd()
            .On("apt-get", "E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem. \n", exit: 100).On("apt-get")
            .On("dpkg");

        var answer = await host.RunAsync("repair", ["10", "60"], "apt");

        Assert.IsTrue(answer.Succeeded, answer["detail"]);
        Assert.EndsWith(" check", host.CallsOf("apt-get")[^1]);
        Assert.HasCount(1, host.CallsOf("dpkg"));
    }
}

using Stagecraft.Lab.Tests.Platforms;

namespace Stagecraft.Lab.Tests;

/// <summary>sudo with a password, on a real host with a real sudo.</summary>
[TestClass]
[RequiresLab]
public sealed class SudoPasswordTests
{
    private const string Password = "s3cret 'word'";

    // The login also checks expiry dates. Without that check, sudo is the first to notice.
    private const string OnlySudoChecksExpiry = "sed -i 's/^@include common-account/account required pam_permit.so/' /etc/pam.d/sshd";

    [TestCleanup]
    public Task LeaveAsync() => Lab.ResetAsync(1);

    [TestMethod]
    public async Task A_user_whose_sudo_requires_a_password_makes_a_new_host_ready()
    {
        await PrepareAsync("");

        var first = await RunAsync("run", Password);
        var second = await RunAsync("run", Password);

        Assert.AreEqual("success", Report.Of(first).Status(1), first.ToString());
        Assert.IsTrue(Report.Of(first).Changed(1));
        Assert.AreEqual("success", Report.Of(second).Status(1), second.ToString());
        Assert.IsFalse(Report.Of(second).Changed(1));
        Assert.AreEqual("", await Lab.OnHostAsync(1, "find /run/sudo/ts -type f 2>/dev/null || :"), "sudo remembers nothing");
    }

    [TestMethod]
    [DataRow("Defaults timestamp_timeout=0", Password)]
    [DataRow("Defaults passwd_tries=1", Password)]
    [DataRow("Defaults lecture=always", Password)]
    [DataRow("Defaults use_pty", Password)]
    [DataRow("Defaults rootpw", "of root")]
    [DataRow("operator ALL=(ALL) NOPASSWD:ALL", "not needed")]
    public async Task A_password_works_with_any_rules_of_sudo(string rules, string password)
    {
        await PrepareAsync($"echo '{rules}' >/etc/sudoers.d/95-rules; echo 'root:of root' | chpasswd");

        var run = await RunAsync("check", password);

        Assert.AreEqual("success", Report.Of(run).Status(1), run.ToString());
    }

    [TestMethod]
    [DataRow("", "wrong", "sudo did not accept the password of 'operator' (sudo: 1 incorrect password attempt). It was tried once.")]
    [DataRow("echo 'Defaults rootpw' >/etc/sudoers.d/95-rules", Password, "sudo did not accept the password of 'operator'")]
    [DataRow("rm /etc/sudoers.d/90-operator", Password, "'operator' may not become root with sudo (operator is not in the sudoers file.")]
    [DataRow("echo 'operator ALL=(ALL) /bin/ls' >/etc/sudoers.d/90-operator", Password, "'operator' may not become root with sudo (Sorry, user operator is not allowed to execute")]
    [DataRow("echo 'Defaults requiretty' >/etc/sudoers.d/95-rules", Password, "'operator' cannot become root without a terminal")]
    [DataRow(OnlySudoChecksExpiry + "; chage -d 0 operator", Password, "The password of 'operator' has expired, so sudo does not accept it")]
    [DataRow(OnlySudoChecksExpiry + "; chage -E 0 operator", Password, "The account 'operator' has expired or is locked, so sudo does not accept its password")]
    public async Task A_sudo_that_refuses_says_why(string prepare, string password, string message)
    {
        await PrepareAsync(prepare);

        var run = await RunAsync("check", password);

        Assert.AreEqual("host_no_privilege", Report.Of(run).Error(1), run.ToString());
        Assert.Contains(message, Report.Of(run).Message(1));
        Assert.DoesNotContain(password, run.ToString());
    }

    [TestMethod]
    public async Task A_password_that_is_required_and_not_configured_has_a_setting()
    {
        await PrepareAsync("");

        var run = await Lab.ToolAsync(["check", "--limit", "lab-01", "--output", "json"], Lab.Config.Replace("user: root", "user: operator", StringComparison.Ordinal));

        Assert.AreEqual("host_no_privilege", Report.Of(run).Error(1), run.ToString());
        Assert.Contains("set infra.bootstrap.ssh.sudoPasswordEnv", Report.Of(run).Message(1));
    }

    private static async Task PrepareAsync(string prepare)
    {
        await Lab.ResetAsync(1);
        await SudoPassword.RequireAsync(1, Password);
        if (prepare.Length > 0) await Lab.OnHostAsync(1, prepare);
    }

    private static Task<CommandRun> RunAsync(string command, string password) =>
        Lab.ToolAsync([command, "--limit", "lab-01", "--output", "json"], SudoPassword.Configure(Lab.Config), sudoPassword: password);
}

/// <summary>sudo-rs with a password, on a host with Ubuntu 26.04's sudo.</summary>
[TestClass]
[RequiresLab]
public sealed class SudoRsPasswordTests
{
    private const string Password = "s3cret 'word'";

    // The login also checks expiry dates. Without that check, sudo is the first to notice.
    private const string OnlySudoChecksExpiry = "sed -i 's/^@include common-account/account required pam_permit.so/' /etc/pam.d/sshd";

    private static PlatformLab lab = null!;

    [ClassInitialize]
    public static async Task UpAsync(TestContext context)
    {
        lab = await PlatformLab.OneAsync("ubuntu-26.04");
        await lab.OnHostAsync(1, $"echo \"operator:{Password}\" | chpasswd; sed -i s/NOPASSWD:// /etc/sudoers.d/90-operator; {OnlySudoChecksExpiry}");
        Assert.Contains("sudo-rs", await lab.OnHostAsync(1, "sudo --version"));
    }

    [ClassCleanup]
    public static async Task DownAsync()
    {
        if (lab is not null) await lab.DisposeAsync();
    }

    [TestMethod]
    public async Task A_user_whose_sudo_requires_a_password_makes_a_new_host_ready()
    {
        var run = await lab.ToolWithSudoPasswordAsync(Password, "run");

        Assert.AreEqual("success", Report.Of(run).Status(1), run.ToString());
        Assert.IsTrue(Report.Of(run).Changed(1));
    }

    [TestMethod]
    [DataRow(":", "wrong", "sudo did not accept the password of 'operator' (sudo: Authentication failed, try again.). It was tried once.")]
    [DataRow("mv /etc/sudoers.d/90-operator /root", Password, "'operator' may not become root with sudo (sudo: I'm sorry operator.")]
    [DataRow("chage -d 0 operator", Password, "The password of 'operator' has expired, so sudo does not accept it")]
    [DataRow("chage -E 0 operator", Password, "The account 'operator' has expired or is locked, so sudo does not accept its password")]
    public async Task A_sudo_that_refuses_says_why(string prepare, string password, string message)
    {
        await lab.OnHostAsync(1, prepare);

        var run = await lab.ToolWithSudoPasswordAsync(password, "check");

        await lab.OnHostAsync(1, "chage -d $(date +%F) -E -1 operator; [ ! -e /root/90-operator ] || mv /root/90-operator /etc/sudoers.d");
        Assert.AreEqual("host_no_privilege", Report.Of(run).Error(1), run.ToString());
        Assert.Contains(message, Report.Of(run).Message(1));
    }
}

using Stagecraft.Bootstrap;

namespace Stagecraft.Lab.Tests;

/// <summary>The accounts and the systems that bootstrap accepts.</summary>
[TestClass]
[RequiresLab]
public sealed class PrivilegeTests
{
    [TestCleanup]
    public Task LeaveAsync() => Lab.ResetAsync(1);

    [TestMethod]
    public async Task A_user_with_passwordless_sudo_makes_a_host_ready()
    {
        await Lab.ResetAsync(1);

        var run = await Lab.ToolAsync(["--limit", "lab-01", "--output", "json"], As("operator"));

        Assert.AreEqual("success", Report.Of(run).Status(1), run.ToString());
    }

    [TestMethod]
    public async Task A_user_without_sudo_gets_the_line_that_fixes_it()
    {
        await Lab.ResetAsync(1);

        var run = await Lab.ToolAsync(["--limit", "lab-01", "--output", "json"], As("nosudo"));

        Assert.AreEqual(10, run.ExitCode);
        Assert.AreEqual("host_no_privilege", Report.Of(run).Error(1));
        Assert.Contains("nosudo ALL=(ALL) NOPASSWD:ALL", Report.Of(run).Message(1));
    }

    [TestMethod]
    [DataRow("ID=debian\nVERSION_ID=\"11\"\nVERSION_CODENAME=bullseye\nPRETTY_NAME=\"Debian GNU/Linux 11 (bullseye)\"\n", "Debian GNU/Linux 11 (bullseye)")]
    [DataRow("ID=debian\nVERSION_CODENAME=forky\nPRETTY_NAME=\"Debian GNU/Linux forky/sid\"\n", "Debian GNU/Linux forky/sid")]
    [DataRow("ID=ubuntu\nID_LIKE=debian\nVERSION_ID=\"25.10\"\nVERSION_CODENAME=questing\nPRETTY_NAME=\"Ubuntu 25.10\"\n", "Ubuntu 25.10")]
    [DataRow("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\nVERSION_ID=\"9.6\"\nPRETTY_NAME=\"Rocky Linux 9.6 (Blue Onyx)\"\n", "Rocky Linux 9.6 (Blue Onyx)")]
    public async Task An_unsupported_system_is_refused_without_changes(string osRelease, string name)
    {
        await Lab.ResetAsync(1);
        var root = await Lab.RootOfAsync(1);
        // Usually a link. It would be followed to this machine's file.
        File.Delete(root + "/etc/os-release");
        await File.WriteAllTextAsync(root + "/etc/os-release", osRelease);
        var before = HostTree.Read(root, "/etc", "/usr", "/var/lib", "/var/cache", "/root", "/home");

        var run = await Lab.ToolAsync(["--limit", "lab-01", "--output", "json"]);

        Assert.AreEqual("host_unsupported", Report.Of(run).Error(1), run.ToString());
        Assert.Contains(name, Report.Of(run).Message(1));
        Assert.Contains(SupportedPlatform.Names, Report.Of(run).Message(1));
        Assert.AreEqual("", string.Join('\n', HostTree.Difference(before, HostTree.Read(root, "/etc", "/usr", "/var/lib", "/var/cache", "/root", "/home"))));
    }

    private static string As(string user) => Lab.Config.Replace("user: root", $"user: {user}", StringComparison.Ordinal);
}

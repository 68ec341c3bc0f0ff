namespace Stagecraft.Lab.Tests;

/// <summary>The accounts and the systems that bootstrap accepts.</summary>
[TestClass]
[RequiresLab]
public sealed class PrivilegeTests
{
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
    public async Task An_unsupported_system_is_refused_without_changes()
    {
        await Lab.ResetAsync(1);
        await Lab.OnHostAsync(1, "printf 'ID=debian\\nVERSION_ID=\"12\"\\nPRETTY_NAME=\"Debian GNU/Linux 12\"\\n' >/etc/os-release");
        var root = await Lab.RootOfAsync(1);
        var before = HostTree.Read(root, "/etc", "/usr", "/var/lib", "/var/cache", "/root", "/home");

        var run = await Lab.ToolAsync(["--limit", "lab-01", "--output", "json"]);

        Assert.AreEqual("host_unsupported", Report.Of(run).Error(1), run.ToString());
        Assert.Contains("Debian GNU/Linux 12", Report.Of(run).Message(1));
        Assert.AreEqual("", string.Join('\n', HostTree.Difference(before, HostTree.Read(root, "/etc", "/usr", "/var/lib", "/var/cache", "/root", "/home"))));
    }

    private static string As(string user) => Lab.Config.Replace("user: root", $"user: {user}", StringComparison.Ordinal);
}

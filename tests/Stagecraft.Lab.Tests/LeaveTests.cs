namespace Stagecraft.Lab.Tests;

/// <summary>Hosts leave their network and come back.</summary>
[TestClass]
[RequiresLab]
public sealed class LeaveTests
{
    private const int Host = 2;

    [TestMethod]
    public async Task A_host_leaves_once_keeps_Docker_and_comes_back()
    {
        await Lab.ResetAsync(Host);
        Assert.AreEqual(0, (await RunAsync()).ExitCode);
        var docker = await DockerAsync();

        var asked = await RunAsync("leave");
        Assert.AreEqual(1, asked.ExitCode, asked.ToString());
        Assert.Contains("Use --yes to confirm.", asked.Error);

        var check = await RunAsync("leave", "--check");
        Assert.AreEqual(11, check.ExitCode, check.ToString());
        Assert.AreEqual("network-leave: leave lab.ts.net (it is logged in as app-1.lab.ts.net)", Report.Of(check).Pending(Host));
        Assert.Contains("\"BackendState\": \"Running\"", await Lab.OnHostAsync(Host, "tailscale status --json"));

        var left = await RunAsync("leave", "--yes");
        Assert.AreEqual(0, left.ExitCode, left.ToString());
        Assert.AreEqual("network-leave: leave lab.ts.net", string.Join("; ", Report.Of(left).Changes(Host)));
        Assert.Contains("\"BackendState\": \"NeedsLogin\"", await Lab.OnHostAsync(Host, "tailscale status --json"));

        var again = await RunAsync("leave", "--yes");
        Assert.AreEqual(0, again.ExitCode, again.ToString());
        Assert.IsFalse(Report.Of(again).Changed(Host));
        Assert.AreEqual(docker, await DockerAsync());

        var back = Report.Of(await RunAsync());
        Assert.AreEqual("network-join: join lab.ts.net as app-1", string.Join("; ", back.Changes(Host)), back.Message(Host));
    }

    [TestMethod]
    public async Task A_new_host_has_nothing_to_leave()
    {
        await Lab.ResetAsync(Host);

        var left = await RunAsync("leave", "--yes");

        Assert.AreEqual(0, left.ExitCode, left.ToString());
        Assert.IsFalse(Report.Of(left).Changed(Host));
    }

    // The process that runs, and when it was started.
    private static Task<string> DockerAsync() => Lab.OnHostAsync(Host, "systemctl show docker.service --property=MainPID,ActiveEnterTimestampMonotonic,ActiveState");

    private static Task<CommandRun> RunAsync(params string[] command) => Lab.ToolAsync([.. command, "--limit", $"lab-{Host:00}", "--output", "json"]);
}

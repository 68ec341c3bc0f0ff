namespace Stagecraft.Bootstrap.Tool.Tests;

/// <summary>The tool and its cloud provider.</summary>
[TestClass]
public sealed class CloudTests
{
    [TestMethod]
    public async Task A_check_exits_with_11_if_a_run_would_create_a_host()
    {
        using var workspace = new Workspace("cloud: {provider: fake}\nnetwork: {provider: none}");
        workspace.FakeCloud = _ => new GrowingCloud();

        var check = await workspace.RunAsync("check");
        var hosts = await workspace.RunAsync("hosts");

        Assert.AreEqual(11, check.Exit);
        Assert.Contains("Warnings:\n  The host app-2 does not exist yet", check.Output);
        Assert.Contains("app-2  (not created yet)", hosts.Output);
    }

    [TestMethod]
    public async Task A_plan_with_a_host_to_create_exits_with_11()
    {
        using var workspace = new Workspace("cloud: {provider: fake}\nnetwork: {provider: none}");
        workspace.FakeCloud = _ => new GrowingCloud();

        var text = await workspace.RunAsync("plan");
        var json = await workspace.RunAsync("plan", "--output", "json");

        Assert.AreEqual("11 11", $"{text.Exit} {json.Exit}");
        Assert.AreEqual("The cloud is slow today.\n", text.Error);
        GoldenFile.Matches("plan.txt", text.Output);
        GoldenFile.Matches("plan.json", json.Output);
    }

    [TestMethod]
    public async Task A_plan_without_a_host_to_create_exits_with_0()
    {
        using var workspace = new Workspace();

        var run = await workspace.RunAsync("plan");

        Assert.AreEqual(0, run.Exit);
        Assert.EndsWith("\n3 hosts are listed, 0 would be created.\n", run.Output);
    }

    [TestMethod]
    public async Task Up_is_a_run() => Assert.AreEqual(await RunThreeAsync("run"), await RunThreeAsync("up"));

    [TestMethod]
    public async Task Hosts_that_a_cancelled_cloud_provider_created_are_listed()
    {
        using var workspace = new Workspace("cloud: {provider: fake}\nnetwork: {provider: none}");
        workspace.FakeCloud = _ => new BrokenCloud(new CloudCancelledException("Canceled.\nCreated in this run: a.", new OperationCanceledException(), CancellationToken.None));

        Assert.AreEqual(new ToolRun(130, "", "Canceled.\nCreated in this run: a.\n"), await workspace.RunAsync("up"));
    }

    [TestMethod]
    public async Task A_failing_cloud_provider_exits_with_2()
    {
        using var workspace = new Workspace("cloud: {provider: fake}\nnetwork: {provider: none}");
        workspace.FakeCloud = _ => new BrokenCloud(new CloudException("The cloud is down.\nTry later."));

        Assert.AreEqual(new ToolRun(2, "", "error: The cloud is down.\nTry later.\n"), await workspace.RunAsync());
    }

    private static async Task<ToolRun> RunThreeAsync(string command)
    {
        using var workspace = new Workspace();
        return await workspace.RunAsync(command);
    }
}

using Stagecraft.Application;

namespace Stagecraft.Bootstrap.Tool.Tests;

[TestClass]
public sealed class InitTests
{
    public static IEnumerable<object[]> Choices =>
        from cloud in BuiltInProviders.All.Cloud.Keys
        from network in BuiltInProviders.All.Network.Keys
        select new object[] { cloud, network };

    [TestMethod]
    [DynamicData(nameof(Choices))]
    public async Task The_configuration_from_init_is_valid(string cloud, string network)
    {
        using var workspace = new Workspace(configuration: null);

        var init = await workspace.RunAsync("init", "--cloud", cloud, "--network", network);
        var validated = await workspace.RunAsync("config", "validate");

        Assert.AreEqual(new ToolRun(0, "Created stagecraft.yml. Add your hosts, then run: dotnet stagecraft-bootstrap config validate\n", ""), init);
        Assert.AreEqual(new ToolRun(0, "The configuration is valid.\n", ""), validated);
        Assert.AreEqual(InitCommand.Template(cloud, network), workspace.Read("stagecraft.yml"));
    }

    [TestMethod]
    [DataRow("static", "app-1")]
    [DataRow("digitalocean", "token_env: DIGITALOCEAN_TOKEN")]
    public async Task Comments_and_sections_match_the_chosen_provider(string cloud, string expected)
    {
        using var workspace = new Workspace(configuration: null);

        await workspace.RunAsync("init", "--cloud", cloud);

        Assert.Contains($"provider: {cloud}", workspace.Read("stagecraft.yml"));
        Assert.Contains(expected, workspace.Read("stagecraft.yml"));
        Assert.Contains("provider: tailscale", workspace.Read("stagecraft.yml"));
    }

    [TestMethod]
    public async Task An_existing_file_is_not_changed()
    {
        using var workspace = new Workspace("mine: 1");

        var run = await workspace.RunAsync("init");

        Assert.AreEqual(new ToolRun(1, "", "error: 'stagecraft.yml' already exists and was not changed. Remove it, or name another file with --config.\n"), run);
        Assert.AreEqual("mine: 1", workspace.Read("stagecraft.yml"));
    }

    [TestMethod]
    public async Task The_option_config_sets_the_file_name()
    {
        using var workspace = new Workspace("mine: 1");

        var run = await workspace.RunAsync("init", "--config", "staging.yml");

        Assert.AreEqual(0, run.Exit);
        Assert.Contains("network:", workspace.Read("staging.yml"));
    }

    [TestMethod]
    public async Task A_missing_directory_is_reported()
    {
        using var workspace = new Workspace(configuration: null);

        var run = await workspace.RunAsync("init", "--config", "nowhere/stagecraft.yml");

        Assert.AreEqual(1, run.Exit);
        Assert.StartsWith("error: 'nowhere/stagecraft.yml' cannot be written: ", run.Error);
    }

    [TestMethod]
    public async Task An_unknown_provider_name_is_refused()
    {
        using var workspace = new Workspace(configuration: null);

        Assert.AreEqual(1, (await workspace.RunAsync("init", "--cloud", "aws")).Exit);
        Assert.IsFalse(File.Exists(workspace.PathOf("stagecraft.yml")));
    }
}

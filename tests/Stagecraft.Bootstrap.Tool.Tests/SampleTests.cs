namespace Stagecraft.Bootstrap.Tool.Tests;

[TestClass]
public sealed class SampleTests
{
    [TestMethod]
    [DataRow("static")]
    [DataRow("command")]
    [DataRow("digitalocean")]
    public async Task Every_sample_is_a_valid_configuration(string sample)
    {
        using var workspace = new Workspace(configuration: null);

        var run = await workspace.RunAsync("config", "validate", "--config", Path.Combine(AppContext.BaseDirectory, "samples", sample, "stagecraft.yml"));

        Assert.AreEqual(new ToolRun(0, "The configuration is valid.\n", ""), run);
    }
}

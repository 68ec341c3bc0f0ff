using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tool.Tests;

[TestClass]
public sealed class SchemaTests
{
    [TestMethod]
    public async Task The_printed_schema_is_the_published_one()
    {
        using var workspace = new Workspace(configuration: null);

        var run = await workspace.RunAsync("config", "schema");

        Assert.AreEqual(new ToolRun(0, await File.ReadAllTextAsync(Path.Combine(Repository.Root, "schema", "stagecraft.schema.json")), ""), run);
    }
}

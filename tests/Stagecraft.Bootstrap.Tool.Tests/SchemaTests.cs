using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tool.Tests;

[TestClass]
public sealed class SchemaTests
{
    [TestMethod]
    public async Task The_schema_is_printed_as_it_is_published()
    {
        using var workspace = new Workspace(configuration: null);

        var run = await workspace.RunAsync("config", "schema");

        Assert.AreEqual(new ToolRun(0, await File.ReadAllTextAsync(Path.Combine(Repository.Root, "schema", "stagecraft.schema.json")), ""), run);
    }
}

using Stagecraft.Testing.Documentation;

namespace Stagecraft.Bootstrap.Tool.Tests.Documentation;

/// <summary>The recipes of the page about shards, from the first machine to the merged report.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class ShardRecipeTests
{
    private static readonly Dictionary<string, Func<ShardRecipe>> Recipes = new(StringComparer.Ordinal)
    {
        ["GitHub Actions"] = ShardRecipe.GitHub,
        ["Azure Pipelines"] = ShardRecipe.Azure,
        ["Kubernetes"] = ShardRecipe.Kubernetes,
    };

    private static readonly IReadOnlyList<string> Fleet = [.. Enumerable.Range(1, 20).Select(i => $"app-{i:00}")];

    [TestMethod]
    [DataRow("GitHub Actions")]
    [DataRow("Azure Pipelines")]
    [DataRow("Kubernetes")]
    public async Task A_recipe_covers_every_host_once_and_merges_one_report(string name)
    {
        var recipe = Recipes[name]();
        using var workspace = Hosts();
        var shell = new RecordingShell(workspace.Root);

        for (var machine = 0; machine < recipe.Count; machine++)
        {
            foreach (var arguments in shell.Run(recipe.Shard(machine), recipe.Variables(machine)))
            {
                var run = await workspace.RunAsync(arguments);
                Assert.IsTrue(run.Exit is ExitCode.Ready or ExitCode.HostFailed, run.ToString());
            }
        }

        Assert.AreSequenceEqual(Fleet, workspace.Hosts.Connected, SequenceOrder.InAnyOrder);
        var merged = await workspace.RunAsync(shell.Run(recipe.Merge, new Dictionary<string, string>(StringComparer.Ordinal)).Single());

        using var whole = Hosts();
        var expected = await whole.RunAsync("--report", "report.html");
        Assert.AreEqual(expected with { Error = "" }, merged);
        Assert.AreEqual(whole.Read("report.html"), workspace.Read("report.html"));
        Assert.AreEqual(ExitCode.HostFailed, merged.Exit);
    }

    [TestMethod]
    [DataRow("GitHub Actions")]
    [DataRow("Azure Pipelines")]
    [DataRow("Kubernetes")]
    public async Task A_missing_report_is_noticed(string name)
    {
        var recipe = Recipes[name]();
        using var workspace = Hosts();
        var shell = new RecordingShell(workspace.Root);
        for (var machine = 1; machine < recipe.Count; machine++)
        {
            foreach (var arguments in shell.Run(recipe.Shard(machine), recipe.Variables(machine))) await workspace.RunAsync(arguments);
        }

        var merged = await workspace.RunAsync(shell.Run(recipe.Merge, new Dictionary<string, string>(StringComparer.Ordinal)).Single());

        Assert.AreEqual(ExitCode.Configuration, merged.Exit);
        Assert.Contains("1.json' cannot be read: it does not exist.", merged.Error);
    }

    [TestMethod]
    public async Task The_commands_above_the_recipes_work()
    {
        var commands = Page.All.Single(page => page.Path == ShardRecipe.PagePath).Blocks()
            .Where(block => block.Language.Length == 0)
            .SelectMany(block => block.Lines)
            .Where(line => line.StartsWith("dotnet stagecraft-bootstrap ", StringComparison.Ordinal))
            .Select(line => line.Split(' ')[2..])
            .ToList();
        using var workspace = Hosts();
        foreach (var i in (string[])["2", "3", "4"]) await workspace.RunAsync("--shard", $"{i}/4", "--report", $"{i}.json");

        Assert.HasCount(2, commands);
        foreach (var arguments in commands) Assert.IsTrue((await workspace.RunAsync(arguments)).Exit is ExitCode.Ready or ExitCode.HostFailed, string.Join(' ', arguments));
        Assert.IsTrue(File.Exists(workspace.PathOf("report.html")));
    }

    // The same from a configuration and from a hosts document, because recipes use either.
    private static Workspace Hosts()
    {
        var list = string.Join(", ", Fleet.Select((id, i) => $$"""{"id": "{{id}}", "publicIp": "203.0.113.{{i + 1}}"}"""));
        var workspace = new Workspace($"cloud: {{provider: static, providers: {{static: {{hosts: [{list}]}}}}}}\nnetwork: {{provider: none}}\n");
        workspace.Write("hosts.json", $"[{list}]");
        workspace.Hosts["app-07"] = Workspace.Old();
        workspace.Hosts["app-12"] = Workspace.Bare();
        return workspace;
    }
}

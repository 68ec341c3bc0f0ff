using Stagecraft.Testing;
using Stagecraft.Testing.Documentation;

namespace Stagecraft.Build.Tests;

/// <summary>The builds that the pages show, on scripted hosts. Builds of the samples run in the lab's tests.</summary>
[TestClass]
[DoNotParallelize]
public sealed class DocumentationTests
{
    public static IEnumerable<object[]> Builds => Page.All
        .SelectMany(page => page.Blocks().Where(block => block.Language == "").SelectMany(block => block.Lines).SelectMany(ShellLine.Commands))
        .Where(words => words is ["dotnet", "build", "infra.proj", ..])
        .Select(words => string.Join('\n', words.Skip(1)))
        .Distinct(StringComparer.Ordinal)
        .Select(arguments => new object[] { arguments });

    [TestMethod]
    public void The_pages_contain_builds() => Assert.IsGreaterThan(2, Builds.Count());

    [TestMethod]
    [DynamicData(nameof(Builds))]
    public async Task A_build_on_a_page_succeeds(string arguments)
    {
        using var workspace = new Workspace();
        workspace.Write("infra.proj", InProcessBuild.Project(
            $"<PropertyGroup><StagecraftTaskAssembly>{Repository.TaskAssembly}</StagecraftTaskAssembly></PropertyGroup>",
            """
            <ItemGroup><StagecraftHost Include="a" PublicIP="203.0.113.7" /></ItemGroup>
            <Target Name="Deploy" DependsOnTargets="RequireBootstrappedHosts" />
            """));

        var build = await DotnetBuild.RunAsync(workspace, [.. arguments.Split('\n'), "-tl:off"]);

        Assert.AreEqual(0, build.Exit, build.ToString());
        Assert.Contains("1 host: 1 ready", build.Output);
    }
}

using Stagecraft.Testing;

namespace Stagecraft.Build.Tests;

/// <summary>The projects that users copy, unchanged. The lab's tests run them on real hosts.</summary>
[TestClass]
[DoNotParallelize]
public sealed class SampleTests
{
    [TestMethod]
    [DataRow("infra.proj", "app-1 db-1")]
    [DataRow("terraform.proj", "i-0a1 i-0b2")]
    public async Task A_sample_lists_its_hosts(string project, string ids)
    {
        using var workspace = new Workspace();

        var build = await DotnetBuild.RunAsync(workspace, "build", Path.Combine(Repository.Root, "samples", "deploy", project), "-t:InfraUp", "-getItem:StagecraftHost", $"-p:StagecraftTaskAssembly={Repository.TaskAssembly}");

        Assert.AreEqual(0, build.Exit, build.ToString());
        var found = build.Output.Split('\n').Where(line => line.Contains("\"Identity\"", StringComparison.Ordinal)).Select(line => line.Split('"')[3]);
        Assert.AreEqual(ids, string.Join(' ', found));
    }

    [TestMethod]
    [DataRow("Deploy", "SCB2002")]
    [DataRow("InfraUp;Deploy", "SCB2003")]
    [DataRow("DeployToReadyHosts", "No host is ready.")]
    public async Task The_deploy_target_of_a_sample_is_gated(string targets, string refusal)
    {
        using var workspace = new Workspace();

        var build = await DotnetBuild.RunAsync(workspace, "build", Path.Combine(Repository.Root, "samples", "deploy", "infra.proj"), $"-t:{targets}", $"-p:StagecraftTaskAssembly={Repository.TaskAssembly}", "-tl:off");

        Assert.AreEqual(1, build.Exit, build.ToString());
        Assert.Contains(refusal, build.Output);
    }
}

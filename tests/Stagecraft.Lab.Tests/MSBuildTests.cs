using System.Text.Json;
using Stagecraft.Testing;

namespace Stagecraft.Lab.Tests;

/// <summary>The sample project in <c>dotnet build</c>, on real hosts.</summary>
[TestClass]
[RequiresLab]
public sealed class MSBuildTests
{
    [TestMethod]
    public async Task New_hosts_become_ready_and_a_deploy_reaches_them()
    {
        await Lab.ResetAsync(1, 2, 3);
        var log = Path.Combine(Lab.Folder.FullName, "bootstrap.binlog");

        var first = await BuildAsync("-t:InfraUp;Bootstrap", "-v:diag", $"-bl:{log}");
        var second = await BuildAsync("-t:Bootstrap;Deploy");

        Assert.AreEqual(0, first.ExitCode, first.ToString());
        Assert.Contains("infra -> 3 hosts: 3 ready, 0 failed, 0 skipped; 3 changed", first.Output);
        Assert.AreEqual(0, second.ExitCode, second.ToString());
        Assert.Contains("infra -> 3 hosts: 3 ready, 0 failed, 0 skipped; 0 changed", second.Output);
        Assert.AreEqual(3, second.Output.Split("Docker Compose version").Length - 1, second.ToString());
        Assert.DoesNotContain(Lab.AuthKey, first.ToString());
        await BinaryLog.AssertLacksAsync(log, Lab.AuthKey);
    }

    [TestMethod]
    public async Task Results_are_printed_as_one_sorted_item_per_host()
    {
        var run = await BuildAsync("-t:Bootstrap", "-getItem:BootstrapResult");

        Assert.AreEqual(0, run.ExitCode, run.ToString());
        using var document = JsonDocument.Parse(run.Output);
        var items = document.RootElement.GetProperty("Items").GetProperty("BootstrapResult").EnumerateArray().ToList();
        string[] expected = ["lab-01 db-1 success", "lab-02 app-1 success", "lab-03 app-2 success"];
        Assert.AreSequenceEqual(expected, items.ConvertAll(item => $"{item.GetProperty("Identity")} {item.GetProperty("HostName")} {item.GetProperty("Status")}"));
        Assert.IsTrue(items.TrueForAll(item => item.GetProperty("NetworkIPv4").GetString()!.StartsWith("100.", StringComparison.Ordinal) && item.GetProperty("NetworkIPv6").GetString()!.StartsWith("fd7a:115c:a1e0:", StringComparison.Ordinal)));
        Assert.IsTrue(items.TrueForAll(item => item.GetProperty("Fqdn").GetString()!.EndsWith(".lab.ts.net", StringComparison.Ordinal) && item.GetProperty("DockerVersion").GetString() != ""));
    }

    [TestMethod]
    public async Task An_unreachable_host_affects_no_other_and_fails_the_gate()
    {
        await Lab.StopAsync(2);
        try
        {
            var strict = await BuildAsync("-t:Bootstrap");
            var lenient = await BuildAsync("-t:Bootstrap;DeployToReadyHosts", "-p:StagecraftContinueOnHostFailure=true");
            var gated = await BuildAsync("-t:Bootstrap;Deploy", "-p:StagecraftContinueOnHostFailure=true");

            Assert.AreEqual(1, strict.ExitCode, strict.ToString());
            Assert.Contains("error SCB1101: app-1 (", strict.Output);
            Assert.Contains("infra -> 3 hosts: 2 ready, 1 failed", strict.Output);
            Assert.AreEqual(0, lenient.ExitCode, lenient.ToString());
            Assert.Contains("warning SCB1101: app-1 (", lenient.Output);
            Assert.Contains("infra -> deployed to db-1, app-2", lenient.Output);
            Assert.AreEqual(1, gated.ExitCode, gated.ToString());
            Assert.Contains("error SCB2004: lab-02: is not ready (failed ssh_unreachable)", gated.Output);
            Assert.DoesNotContain("Docker Compose version", gated.Output);
        }
        finally
        {
            await Lab.StartAsync(2);
        }
    }

    [TestMethod]
    public async Task A_check_changes_nothing()
    {
        await Lab.ResetAsync(1);

        var run = await BuildAsync("-t:BootstrapCheck");

        Assert.AreEqual(0, run.ExitCode, run.ToString());
        Assert.Contains("warning SCB2005: db-1: a run would change docker: install docker.io", run.Output);
        Assert.AreEqual("", await Lab.OnHostAsync(1, "command -v docker || :"));
    }

    [TestMethod]
    public async Task The_package_alone_makes_a_new_host_ready()
    {
        await Lab.ResetAsync(1);
        var feed = Lab.Folder.CreateSubdirectory("feed").FullName;
        var consumer = Lab.Folder.CreateSubdirectory("consumer").FullName;
        await File.WriteAllTextAsync(Path.Combine(consumer, "stagecraft.yml"), Lab.Config);
        // Only the folder: the SDK contains everything else that the project needs.
        await File.WriteAllTextAsync(Path.Combine(consumer, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="packages" /></config>
              <packageSources><clear /><add key="feed" value="{feed}" /></packageSources>
            </configuration>
            """);
        await File.WriteAllTextAsync(Path.Combine(consumer, "app.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><PackageReference Include="Stagecraft.Build" Version="9.9.9-lab" /></ItemGroup>
            </Project>
            """);

        var pack = await Dotnet.RunAsync(Repository.Root, "pack", "src/Stagecraft.Build.Tasks", "--artifacts-path", Path.Combine(Lab.Folder.FullName, "package-built"), "-o", feed, "-p:MinVerVersionOverride=9.9.9-lab");
        var run = await Dotnet.RunAsync(consumer, "build", "app.csproj", "-t:Bootstrap", "-nr:false", "-tl:off");

        Assert.AreEqual(0, pack.ExitCode, pack.ToString());
        Assert.AreEqual(0, run.ExitCode, run.ToString());
        Assert.Contains("app -> 3 hosts: 3 ready", run.Output);
    }

    private static Task<CommandRun> BuildAsync(params string[] arguments) => Dotnet.BuildSampleAsync(Lab.Config, arguments);
}

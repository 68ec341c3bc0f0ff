using System.IO.Compression;
using System.Security.Cryptography;

namespace Stagecraft.Build.Tests;

/// <summary>The package as its users get it: packed, restored from a folder, and run by real builds in throw-away projects.</summary>
[TestClass]
[DoNotParallelize]
public sealed class PackageTests
{
    // No server listens there. The error SCB1101 proves that the tasks and all their dependencies were loaded and ran.
    private const string Body = """
        <ItemGroup>
          <StagecraftHost Include="a" PublicIP="127.0.0.1" SshPort="1" />
        </ItemGroup>
        """;

    private static readonly Workspace Unpacked = new();

    private static string feed = "";

    [ClassInitialize]
    public static async Task PackAsync(TestContext context)
    {
        feed = await Packed.FolderAsync();
        await ZipFile.ExtractToDirectoryAsync(Package, Unpacked.Root, context.CancellationToken);
    }

    [ClassCleanup]
    public static void Remove() => Unpacked.Dispose();

    private static string Package => Path.Combine(feed, $"Stagecraft.Build.{Packed.Version}.nupkg");

    [TestMethod]
    public void The_package_has_the_needed_files_and_no_private_data()
    {
        using var package = ZipFile.OpenRead(Package);
        string[] files = [.. package.Entries.Select(entry => entry.FullName)];

        foreach (var file in (string[])["build/Stagecraft.Build.targets", "build/Stagecraft.targets", "build/Stagecraft.targets.buildschema.json", "buildMultiTargeting/Stagecraft.Build.targets", "README.md", "icon.png", "THIRD-PARTY-NOTICES.txt", "bom.xml",
            "tasks/net10.0/Stagecraft.Build.Tasks.dll", "tasks/net10.0/Stagecraft.Build.Tasks.pdb", "tasks/net10.0/Stagecraft.Build.Tasks.deps.json",
            "tasks/net10.0/Stagecraft.Bootstrap.dll", "tasks/net10.0/Stagecraft.Bootstrap.pdb", "tasks/net10.0/Renci.SshNet.dll", "tasks/net10.0/YamlDotNet.dll", "tasks/net10.0/Polly.Core.dll"])
            Assert.Contains(file, files);
        Assert.IsEmpty(files.Where(file => file.StartsWith("lib/", StringComparison.Ordinal) || file.StartsWith("buildTransitive/", StringComparison.Ordinal) || file.Contains("/Microsoft.Build.", StringComparison.Ordinal)));

        using var reader = new StreamReader(package.GetEntry("Stagecraft.Build.nuspec")!.Open());
        var nuspec = reader.ReadToEnd();
        Assert.DoesNotContain("<dependency ", nuspec);
        foreach (var part in (string[])["<developmentDependency>true</developmentDependency>", "<readme>README.md</readme>", "<icon>icon.png</icon>", "<license type=\"expression\">MIT</license>"])
            Assert.Contains(part, nuspec);
    }

    [TestMethod]
    public async Task A_plain_project_imports_it_without_a_restore()
    {
        using var workspace = WithKey();
        workspace.Write("infra.proj", $"<Project><Import Project=\"{Unpacked.PathOf("build/Stagecraft.Build.targets")}\" />{Body}</Project>");

        AssertRan(await DotnetBuild.RunAsync(workspace, "build", "infra.proj", "-t:Bootstrap", "-tl:off"));
    }

    [TestMethod]
    public async Task An_SDK_project_and_its_dependents_work()
    {
        using var workspace = Consumer("<TargetFramework>net10.0</TargetFramework>", "app");
        workspace.Write("lib/lib.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><ProjectReference Include="../app/app.csproj" /></ItemGroup>
            </Project>
            """);

        AssertRan(await DotnetBuild.RunAsync(workspace, "build", "app/app.csproj", "-t:Bootstrap", "-m", "-tl:off"));
        var built = await DotnetBuild.RunAsync(workspace, "build", "lib/lib.csproj", "-tl:off");
        var transitive = await DotnetBuild.RunAsync(workspace, "build", "lib/lib.csproj", "--no-restore", "-t:Bootstrap", "-tl:off");

        Assert.AreEqual(0, built.Exit, built.ToString());
        string[] expected = ["app.deps.json", "app.dll", "app.pdb"];
        Assert.AreSequenceEqual(expected, Directory.GetFiles(workspace.PathOf("app/bin/Debug/net10.0")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("MSB4057", transitive.Output);
    }

    [TestMethod]
    public async Task A_multi_targeting_project_bootstraps_once()
    {
        // Without references netstandard2.0 needs no package.
        using var workspace = Consumer(
            "<TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks><DisableImplicitFrameworkReferences Condition=\"'$(TargetFramework)' == 'netstandard2.0'\">true</DisableImplicitFrameworkReferences>",
            "app");

        AssertRan(await DotnetBuild.RunAsync(workspace, "build", "app/app.csproj", "-t:Bootstrap", "-tl:off"));
    }

    [TestMethod]
    public async Task An_SDK_project_can_define_InfraUp_in_Directory_Build_targets()
    {
        using var workspace = Consumer("<TargetFramework>net10.0</TargetFramework>", "app", body: "");
        workspace.Write("Directory.Build.targets", $"<Project><Target Name=\"InfraUp\">{Body}</Target></Project>");

        AssertRan(await DotnetBuild.RunAsync(workspace, "build", "app/app.csproj", "-t:InfraUp;Bootstrap", "-tl:off"));
    }

    private static void AssertRan(DotnetBuild build)
    {
        Assert.AreEqual(1, build.Exit, build.ToString());
        Assert.AreEqual(1, build.Count("-> 1 host: 0 ready, 1 failed"), build.ToString());
        Assert.Contains("error SCB1101: a (127.0.0.1): 127.0.0.1:1 cannot be reached", build.Output);
    }

    private static Workspace WithKey()
    {
        var workspace = new Workspace(Workspace.NoNetwork + "infra: {bootstrap: {ssh: {privateKeyPath: key, knownHostsFile: known_hosts}}}\n");
        using var key = RSA.Create(2048);
        var file = workspace.Write("key", key.ExportRSAPrivateKeyPem());
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return workspace;
    }

    private static Workspace Consumer(string properties, string name, string body = Body)
    {
        var workspace = WithKey();
        // Only the folder: the SDK contains everything else that these projects need.
        workspace.Write("nuget.config", $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="packages" /></config>
              <packageSources><clear /><add key="feed" value="{feed}" /></packageSources>
            </configuration>
            """);
        workspace.Write($"{name}/{name}.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>{properties}</PropertyGroup>
              <ItemGroup><PackageReference Include="Stagecraft.Build" Version="{Packed.Version}" /></ItemGroup>
              {body}
            </Project>
            """);
        return workspace;
    }
}

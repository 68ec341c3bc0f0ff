using Stagecraft.Testing;
using Stagecraft.Testing.Documentation;

namespace Stagecraft.Build.Tests;

/// <summary>The library's packages as their users get them: packed, and restored by the sample from a folder.</summary>
[TestClass]
[DoNotParallelize]
public sealed class LibraryTests
{
    public static IEnumerable<object[]> All => Packed.Libraries.Select(id => new object[] { id });

    [TestMethod]
    [DynamicData(nameof(All))]
    public async Task A_package_has_its_assembly_its_documentation_and_a_page(string id)
    {
        await using var package = await Packed.OpenAsync($"{id}.{Packed.Version}.nupkg");

        foreach (var file in (string[])[$"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml", "README.md", "icon.png"])
            Assert.IsNotNull(package.GetEntry(file), file);
        Assert.HasCount(1, package.Entries.Where(entry => entry.Name.EndsWith(".dll", StringComparison.Ordinal)));
        var nuspec = await Packed.TextAsync($"{id}.{Packed.Version}.nupkg", $"{id}.nuspec");
        Assert.DoesNotContain("PublicApiAnalyzers", nuspec);
        foreach (var part in (string[])["<license type=\"expression\">MIT</license>", "<readme>README.md</readme>", "<icon>icon.png</icon>", "<description>"])
            Assert.Contains(part, nuspec);
    }

    [TestMethod]
    public void Nothing_else_is_packable()
    {
        string[] packable = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file) is var text && (text.Contains("Library.props", StringComparison.Ordinal) || text.Contains("<IsPackable>true", StringComparison.Ordinal)))
            .Select(file => Path.GetFileNameWithoutExtension(file)!)
            .Order(StringComparer.Ordinal)];

        CollectionAssert.AreEqual(Packed.Libraries.Append("Stagecraft.Bootstrap.Tool").Append("Stagecraft.Build.Tasks").Order(StringComparer.Ordinal).ToArray(), packable);
    }

    [TestMethod]
    public async Task The_sample_builds_against_the_packages()
    {
        using var workspace = new Workspace();
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "samples", "library")))
            File.Copy(file, workspace.PathOf(Path.GetFileName(file)));
        // The packages that ours depend on are on this machine, because it has built them.
        var restored = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        workspace.Write("nuget.config", $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="packages" /></config>
              <packageSources><clear /><add key="feed" value="{await Packed.FolderAsync()}" /></packageSources>
              <fallbackPackageFolders><add key="restored" value="{restored}" /></fallbackPackageFolders>
            </configuration>
            """);

        var build = await DotnetBuild.RunAsync(workspace, "build", "library.csproj", $"-p:StagecraftVersion={Packed.Version}", "-tl:off", "-warnaserror");

        Assert.AreEqual(0, build.Exit, build.ToString());
    }

    [TestMethod]
    [DataRow("Program.cs", "csharp")]
    [DataRow("PrivateNetwork.cs", "csharp")]
    [DataRow("private-network.sh", "sh")]
    public async Task The_page_quotes_the_sample(string file, string language)
    {
        var sample = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "samples", "library", file));
        var quotes = Page.All.Single(page => page.Path == "docs/library.md").Blocks().Where(block => block.Language == language).Select(block => string.Join('\n', block.Lines));

        CollectionAssert.Contains(quotes.ToArray(), sample.ReplaceLineEndings("\n").Trim());
    }
}

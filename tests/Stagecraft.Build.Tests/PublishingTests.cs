using System.IO.Compression;
using Stagecraft.Testing;

namespace Stagecraft.Build.Tests;

/// <summary>Both packages as they would be published.</summary>
[TestClass]
[DoNotParallelize]
public sealed class PublishingTests
{
    private const string Version = "9.9.9-test";

    private static readonly Workspace Output = new();

    public static IEnumerable<object[]> Packages => [["Stagecraft.Build"], ["Stagecraft.Bootstrap.Tool"]];

    [ClassInitialize]
    public static async Task PackTwiceAsync(TestContext context)
    {
        foreach (var project in (string[])["Stagecraft.Build.Tasks", "Stagecraft.Bootstrap.Tool"])
        {
            foreach (var folder in (string[])["first", "second"])
            {
                var pack = await DotnetBuild.RunAsync(
                    Output, "pack", Path.Combine(Repository.Root, "src", project), "--no-build", "-c", Repository.Configuration, "-o", Output.PathOf(folder), $"-p:MinVerVersionOverride={Version}", "-tl:off");
                Assert.AreEqual(0, pack.Exit, pack.ToString());
            }
        }
    }

    [ClassCleanup]
    public static void Remove() => Output.Dispose();

    [TestMethod]
    [DynamicData(nameof(Packages))]
    public async Task Packed_twice_it_is_the_same_bytes(string id)
    {
        foreach (var file in (string[])[$"{id}.{Version}.nupkg", $"{id}.{Version}.snupkg"])
            CollectionAssert.AreEqual(await File.ReadAllBytesAsync(Output.PathOf($"first/{file}")), await File.ReadAllBytesAsync(Output.PathOf($"second/{file}")), file);
    }

    [TestMethod]
    [DynamicData(nameof(Packages))]
    public void It_says_what_it_is_and_whose_works_are_in_it(string id)
    {
        using var package = Open($"{id}.{Version}.nupkg");
        using var reader = new StreamReader(package.GetEntry($"{id}.nuspec")!.Open());
        var nuspec = reader.ReadToEnd();

        foreach (var part in (string[])["<license type=\"expression\">MIT</license>", "<readme>README.md</readme>", "<icon>icon.png</icon>", "<projectUrl>https://", "CHANGELOG.md</releaseNotes>", "<repository type=\"git\" url=\"https://"])
            Assert.Contains(part, nuspec);
        foreach (var file in (string[])["README.md", "icon.png", "THIRD-PARTY-NOTICES.txt"])
            Assert.IsNotNull(package.GetEntry(file), file);

        using var notices = new StreamReader(package.GetEntry("THIRD-PARTY-NOTICES.txt")!.Open());
        var text = notices.ReadToEnd();
        foreach (var theirs in Assemblies(package).Where(name => !name.Contains("tagecraft", StringComparison.Ordinal)))
            Assert.Contains(theirs == "Renci.SshNet" ? "SSH.NET" : theirs, text);
    }

    [TestMethod]
    [DynamicData(nameof(Packages))]
    public void The_symbols_of_each_of_our_assemblies_are_there(string id)
    {
        using var package = Open($"{id}.{Version}.nupkg");
        using var symbols = Open($"{id}.{Version}.snupkg");

        var ours = Assemblies(package).Where(name => name.Contains("tagecraft", StringComparison.Ordinal)).ToArray();
        var found = symbols.Entries.Select(entry => entry.Name).Where(name => name.EndsWith(".pdb", StringComparison.Ordinal)).Select(Path.GetFileNameWithoutExtension).ToArray();
        Assert.IsNotEmpty(ours);
        CollectionAssert.IsSubsetOf(ours, found);
    }

    [TestMethod]
    public async Task The_tool_is_installed_from_a_folder_and_says_its_version()
    {
        using var workspace = new Workspace();
        workspace.Write("nuget.config", $"<configuration><packageSources><clear /><add key=\"feed\" value=\"{Output.PathOf("first")}\" /></packageSources></configuration>");

        var install = await DotnetBuild.RunAsync(workspace, "tool", "install", "Stagecraft.Bootstrap.Tool", "--version", Version, "--tool-path", workspace.PathOf("tools"));
        Assert.AreEqual(0, install.Exit, install.ToString());
        var files = Directory.GetFiles(workspace.PathOf("tools"), "dotnet-stagecraft-bootstrap.dll", SearchOption.AllDirectories);
        var version = await DotnetBuild.RunAsync(workspace, files.Single(), "--version");

        Assert.MatchesRegex(@"^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?" + (HasRepository ? @"\+[0-9a-f]{40}$" : "$"), version.Output.Split('\n')[1]);
    }

    [TestMethod]
    public async Task Sources_without_a_repository_build_all_the_same()
    {
        using var workspace = new Workspace();
        foreach (var file in (string[])["Directory.Build.props", "Directory.Packages.props", "nuget.config", "global.json", ".editorconfig", "src/Directory.Build.props"])
            workspace.Write(file, await File.ReadAllTextAsync(Path.Combine(Repository.Root, file)));
        foreach (var file in SourcesOf("src/Stagecraft.Bootstrap"))
            workspace.Write(file, await File.ReadAllTextAsync(Path.Combine(Repository.Root, file)));

        var build = await DotnetBuild.RunAsync(workspace, "build", "src/Stagecraft.Bootstrap", "-tl:off");

        Assert.AreEqual(0, build.Exit, build.ToString());
        Assert.IsTrue(File.Exists(workspace.PathOf("src/Stagecraft.Bootstrap/bin/Debug/net10.0/Stagecraft.Bootstrap.dll")), build.ToString());
    }

    private static bool HasRepository => Directory.Exists(Path.Combine(Repository.Root, ".git")) || File.Exists(Path.Combine(Repository.Root, ".git"));

    private static IEnumerable<string> SourcesOf(string project) => Directory
        .EnumerateFiles(Path.Combine(Repository.Root, project), "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Repository.Root, file))
        .Where(file => !file.StartsWith($"{project}/bin/", StringComparison.Ordinal) && !file.StartsWith($"{project}/obj/", StringComparison.Ordinal));

    private static ZipArchive Open(string file) => ZipFile.OpenRead(Output.PathOf($"first/{file}"));

    private static IEnumerable<string> Assemblies(ZipArchive package) =>
        package.Entries.Select(entry => entry.Name).Where(name => name.EndsWith(".dll", StringComparison.Ordinal)).Select(name => Path.GetFileNameWithoutExtension(name)!);
}

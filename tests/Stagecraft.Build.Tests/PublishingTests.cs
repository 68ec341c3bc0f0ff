using System.Diagnostics;
using System.IO.Compression;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Stagecraft.Testing;
using Stagecraft.Testing.Documentation;

namespace Stagecraft.Build.Tests;

/// <summary>The packages in the form in which they are published. The tool's packages are built and installed with the commands of the pages.</summary>
[TestClass]
[DoNotParallelize]
public sealed class PublishingTests
{
    private const string Version = "9.9.9-test";
    private const string DecoyVersion = "99.0.0";
    private const string Tool = "Stagecraft.Bootstrap.Tool";

    // The output folder that the pages use.
    private const string Folder = "artifacts/packages";

    private static readonly string[] Compiled = ["linux-x64", "linux-arm64", "osx-x64", "osx-arm64", "win-x64"];

    private static readonly Workspace Output = new();

    public static IEnumerable<object[]> WithAssemblies => [["Stagecraft.Build"], .. ToolPackages.Select(id => new object[] { id })];

    public static IEnumerable<object[]> All => [[Tool], .. WithAssemblies];

    private static IEnumerable<string> ToolPackages => [$"{Tool}.any", .. Compiled.Select(platform => $"{Tool}.{platform}")];

    [ClassInitialize]
    public static async Task PackTwiceAsync(TestContext context)
    {
        foreach (var folder in (string[])["first", "second"])
        {
            await PackAsync("pack", Path.Combine(Repository.Root, "src", "Stagecraft.Build.Tasks"), "--no-build", "-c", Repository.Configuration, "-o", Output.PathOf(folder));
            // Built separately, so that the files of other tests do not change.
            await PackAsync([
                .. Shown("pack").Select(word => word == Folder ? Output.PathOf(folder) : word.StartsWith("src/", StringComparison.Ordinal) ? Path.Combine(Repository.Root, word) : word),
                "--artifacts-path",
                Output.PathOf("built")]);
        }
    }

    [ClassCleanup]
    public static void Remove() => Output.Dispose();

    [TestMethod]
    public void The_tool_has_a_package_per_platform_and_one_for_all()
    {
        var files = Directory.GetFiles(Output.PathOf("first"), $"{Tool}.*.nupkg").Select(Path.GetFileName).Order(StringComparer.Ordinal).ToArray();
        Assert.AreSequenceEqual(ToolPackages.Append(Tool).Select(id => $"{id}.{Version}.nupkg").Order(StringComparer.Ordinal).ToArray(), files);

        var settings = Text($"{Tool}.{Version}.nupkg", "tools/any/any/DotnetToolSettings.xml");
        foreach (var id in ToolPackages) Assert.Contains($"Id=\"{id}\"", settings);
    }

    [TestMethod]
    [DynamicData(nameof(WithAssemblies))]
    public void Only_the_tool_is_compiled_for_its_platform(string id)
    {
        using var package = Open($"{id}.{Version}.nupkg");

        foreach (var assembly in package.Entries.Where(entry => entry.Name.EndsWith(".dll", StringComparison.Ordinal)))
            Assert.AreEqual(Compiled.Any(platform => id == $"{Tool}.{platform}"), IsCompiled(assembly.Open()), assembly.FullName);
    }

    [TestMethod]
    [DynamicData(nameof(All))]
    public async Task Packing_twice_gives_identical_packages(string id)
    {
        string[] files = [.. Directory.GetFiles(Output.PathOf("first"), $"{id}.{Version}.*nupkg").Select(file => Path.GetFileName(file)!)];
        Assert.HasCount(id == Tool ? 1 : 2, files);
        foreach (var file in files)
            Assert.AreSequenceEqual(await File.ReadAllBytesAsync(Output.PathOf($"first/{file}")), await File.ReadAllBytesAsync(Output.PathOf($"second/{file}")), file);
    }

    [TestMethod]
    [DynamicData(nameof(All))]
    public void A_package_describes_itself_and_its_third_party_code(string id)
    {
        using var package = Open($"{id}.{Version}.nupkg");
        var nuspec = Text($"{id}.{Version}.nupkg", $"{id}.nuspec");

        foreach (var part in (string[])["<license type=\"expression\">MIT</license>", "<readme>README.md</readme>", "<icon>icon.png</icon>", "<projectUrl>https://", "CHANGELOG.md</releaseNotes>", "<repository type=\"git\" url=\"https://"])
            Assert.Contains(part, nuspec);
        foreach (var file in (string[])["README.md", "icon.png", "THIRD-PARTY-NOTICES.txt"])
            Assert.IsNotNull(package.GetEntry(file), file);

        var text = Text($"{id}.{Version}.nupkg", "THIRD-PARTY-NOTICES.txt");
        foreach (var theirs in Assemblies(package).Where(name => !name.Contains("tagecraft", StringComparison.Ordinal)))
            Assert.Contains(theirs == "Renci.SshNet" ? "SSH.NET" : theirs, text);
    }

    [TestMethod]
    [DynamicData(nameof(WithAssemblies))]
    public void Each_of_our_assemblies_has_symbols(string id)
    {
        using var package = Open($"{id}.{Version}.nupkg");
        using var symbols = Open($"{id}.{Version}.snupkg");

        var ours = Assemblies(package).Where(name => name.Contains("tagecraft", StringComparison.Ordinal)).ToArray();
        var found = symbols.Entries.Select(entry => entry.Name).Where(name => name.EndsWith(".pdb", StringComparison.Ordinal)).Select(Path.GetFileNameWithoutExtension).ToArray();
        Assert.IsNotEmpty(ours);
        Assert.ContainsAll(ours, found);
    }

    [TestMethod]
    public async Task Symbols_link_to_the_sources_of_their_commit()
    {
        if (!HasRepository) throw new AssertInconclusiveException("This is not a git checkout.");
        using var workspace = new Workspace();
        var clone = workspace.PathOf("clone");
        await GitAsync("clone", "--quiet", "--shared", Repository.Root, clone);
        // As for a release, because this checkout can have any origin.
        await GitAsync("-C", clone, "remote", "set-url", "origin", "https://github.com/stagecraft-build/stagecraft.git");

        var build = await DotnetBuild.RunAsync(workspace, "build", Path.Combine(clone, "src", "Stagecraft.Bootstrap"), "-tl:off");

        Assert.AreEqual(0, build.Exit, build.ToString());
        var symbols = Directory.GetFiles(Path.Combine(clone, "src", "Stagecraft.Bootstrap", "bin"), "Stagecraft.Bootstrap.pdb", SearchOption.AllDirectories).Single();
        Assert.Contains(
            $"https://raw.githubusercontent.com/stagecraft-build/stagecraft/{(await GitAsync("-C", clone, "rev-parse", "HEAD")).Trim()}/*",
            await File.ReadAllTextAsync(symbols, Encoding.Latin1));
    }

    [TestMethod]
    public async Task The_documented_installation_runs_compiled_code()
    {
        // No server listens there.
        using var workspace = new Workspace("""
            cloud: {provider: static, providers: {static: {hosts: [{id: a, role: app, publicIp: 127.0.0.1}]}}}
            network: {provider: none}
            infra: {bootstrap: {ssh: {port: 1, privateKeyPath: key, knownHostsFile: known_hosts}}}
            """);
        using var key = RSA.Create(2048);
        var keyFile = workspace.Write("key", key.ExportRSAPrivateKeyPem());
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(keyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (string, string)[] path = [("PATH", workspace.PathOf("tools") + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH"))];

        // Another publisher's package with the same id and a higher version, in a feed that this machine uses.
        WriteDecoy(workspace);
        string[] shown = [.. Shown("tool", "install").SelectMany(word => word switch
        {
            "--global" => ["--tool-path", workspace.PathOf("tools")],
            Folder => [Output.PathOf("first")],
            _ => (string[])[word],
        })];
        var added = await DotnetBuild.RunAsync(workspace, [.. shown.Select(word => word == "--source" ? "--add-source" : word)]);
        Assert.Contains(DecoyVersion, added.Output, "the other feed is looked at, and its version wins");
        Assert.AreNotEqual(0, added.Exit, added.ToString());

        var install = await DotnetBuild.RunAsync(workspace, shown);
        Assert.AreEqual(0, install.Exit, install.ToString());
        Assert.Contains($"'{Version}'", install.Output);
        Assert.DoesNotContain(DecoyVersion, install.Output);
        var version = await DotnetBuild.RunAsync(workspace, path, meanwhile: null, "stagecraft-bootstrap", "--version");
        var refused = await DotnetBuild.RunAsync(workspace, path, meanwhile: null, "stagecraft-bootstrap");

        Assert.MatchesRegex(@"^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?" + (HasRepository ? @"\+[0-9a-f]{40}$" : "$"), version.Output.Split('\n')[1]);
        Assert.AreEqual(10, refused.Exit, refused.ToString());
        Assert.Contains("127.0.0.1:1 cannot be reached: the connection was refused", refused.Output);
        await using var installed = File.OpenRead(Directory.GetFiles(workspace.PathOf("tools"), "dotnet-stagecraft-bootstrap.dll", SearchOption.AllDirectories).Single());
        Assert.AreEqual(Compiled.Contains(RuntimeInformation.RuntimeIdentifier), IsCompiled(installed));
    }

    [TestMethod]
    public void Every_documented_command_that_packs_or_installs_is_tested()
    {
        string[] known =
        [
            string.Join(' ', Shown("pack")), string.Join(' ', Shown("tool", "install")),
            // RecipeTests runs it on real hosts.
            "pack ../stagecraft/src/Stagecraft.Bootstrap.Tool -p:RuntimeIdentifiers=linux-x64 --output packages",
            "tool install Stagecraft.Bootstrap.Tool --prerelease --source packages",
            "pack ../stagecraft/src/Stagecraft.Build.Tasks --output packages",
        ];

        Assert.ContainsAll(Commands.Where(words => words is ["pack", ..] or ["tool", "install", ..]).Select(words => string.Join(' ', words)).ToArray(), known);
    }

    [TestMethod]
    public async Task Sources_build_without_a_git_repository()
    {
        using var workspace = new Workspace();
        foreach (var file in (string[])["Directory.Build.props", "Directory.Packages.props", "nuget.config", "global.json", ".editorconfig", "src/Directory.Build.props", "src/Library.props", "src/BannedSymbols.txt", "src/BannedSymbols.Environment.txt", "src/BannedSymbols.Console.txt"])
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

    // The arguments of `dotnet` in the pages' shell sessions.
    private static IEnumerable<string[]> Commands => Page.All
        .SelectMany(page => page.Blocks().Where(block => block.Language == "").SelectMany(block => block.Lines).SelectMany(ShellLine.Commands))
        .Where(words => words is ["dotnet", ..])
        .Select(words => words.Skip(1).ToArray());

    private static void WriteDecoy(Workspace workspace)
    {
        workspace.Write("nuget.config", $"<configuration><config><add key=\"globalPackagesFolder\" value=\"packages\" /></config><packageSources><clear /><add key=\"other\" value=\"{workspace.PathOf("other")}\" /></packageSources></configuration>");
        var decoy = workspace.Write($"other/{Tool}.{DecoyVersion}.nupkg", "");
        File.Copy(Output.PathOf($"first/{Tool}.{Version}.nupkg"), decoy, overwrite: true);
        using var package = ZipFile.Open(decoy, ZipArchiveMode.Update);
        var entry = package.GetEntry($"{Tool}.nuspec")!;
        string text;
        using (var reader = new StreamReader(entry.Open())) text = reader.ReadToEnd();
        entry.Delete();
        using var writer = new StreamWriter(package.CreateEntry($"{Tool}.nuspec").Open());
        writer.Write(text.Replace($"<version>{Version}</version>", $"<version>{DecoyVersion}</version>", StringComparison.Ordinal));
    }

    private static string[] Shown(params string[] start) => Commands.First(words => words.Take(start.Length).SequenceEqual(start));

    private static async Task<string> GitAsync(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = await git.StandardOutput.ReadToEndAsync();
        await git.WaitForExitAsync();
        Assert.AreEqual(0, git.ExitCode, string.Join(' ', arguments));
        return output;
    }

    private static async Task PackAsync(params string[] arguments)
    {
        var pack = await DotnetBuild.RunAsync(Output, [.. arguments, $"-p:MinVerVersionOverride={Version}", "-tl:off"]);
        Assert.AreEqual(0, pack.Exit, pack.ToString());
    }

    // ReadyToRun: machine code in addition to the IL.
    private static bool IsCompiled(Stream assembly)
    {
        using var copy = new MemoryStream();
        using (assembly) assembly.CopyTo(copy);
        copy.Position = 0;
        using var reader = new PEReader(copy);
        return reader.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
    }

    private static string Text(string file, string entry)
    {
        using var package = Open(file);
        using var reader = new StreamReader(package.GetEntry(entry)!.Open());
        return reader.ReadToEnd();
    }

    private static ZipArchive Open(string file) => ZipFile.OpenRead(Output.PathOf($"first/{file}"));

    private static IEnumerable<string> Assemblies(ZipArchive package) =>
        package.Entries.Select(entry => entry.Name).Where(name => name.EndsWith(".dll", StringComparison.Ordinal)).Select(name => Path.GetFileNameWithoutExtension(name)!);
}

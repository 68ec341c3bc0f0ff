using System.IO.Compression;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Stagecraft.Testing;
using Stagecraft.Testing.Documentation;

namespace Stagecraft.Build.Tests;

/// <summary>The packages in the form in which they are published. They are packed and installed with the commands of the pages.</summary>
[TestClass]
[DoNotParallelize]
public sealed class PublishingTests
{
    internal const string Tool = "Stagecraft.Bootstrap.Tool";

    private const string DecoyVersion = "99.0.0";

    // The output folder of build/pack.
    private const string Folder = "artifacts/packages";

    private static readonly string[] Compiled = ["linux-x64", "linux-arm64", "osx-x64", "osx-arm64", "win-x64"];

    private static readonly string Platform = Compiled.Contains(RuntimeInformation.RuntimeIdentifier) ? RuntimeInformation.RuntimeIdentifier : "any";

    public static IEnumerable<object[]> WithAssemblies => [["Stagecraft.Build"], [$"{Tool}.{Platform}"], .. Packed.Libraries.Select(id => new object[] { id })];

    public static IEnumerable<object[]> All => [[Tool], .. WithAssemblies];

    [TestMethod]
    public async Task One_command_packs_everything_with_checksums()
    {
        var folder = await Packed.FolderAsync();

        var files = Directory.GetFiles(folder).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal).ToArray();
        string[] expected = [.. All.Select(id => $"{id[0]}.{Packed.Version}.nupkg"), .. WithAssemblies.Select(id => $"{id[0]}.{Packed.Version}.snupkg"), "SHA256SUMS"];
        Assert.AreSequenceEqual(expected.Order(StringComparer.Ordinal).ToArray(), files);
        Assert.Contains($"Id=\"{Tool}.{Platform}\"", await Packed.TextAsync($"{Tool}.{Packed.Version}.nupkg", "tools/any/any/DotnetToolSettings.xml"));
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(folder, "SHA256SUMS")))
            Assert.AreEqual(line, $"{Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(folder, line[66..]))))}  {line[66..]}");
        Assert.HasCount(files.Length - 1, await File.ReadAllLinesAsync(Path.Combine(folder, "SHA256SUMS")));
    }

    // Compiling for each platform takes minutes. Here, a stand-in for dotnet shows what would be packed, and the project says for which platforms.
    [TestMethod]
    public async Task A_release_has_the_tool_for_every_platform()
    {
        using var workspace = new Workspace("");
        workspace.Write("build/pack", await File.ReadAllTextAsync(Path.Combine(Repository.Root, "build", "pack")));
        workspace.Write("src/Stagecraft.Bootstrap.Tool/package/THIRD-PARTY-NOTICES.txt", "");
        var standIn = workspace.Write("bin/dotnet", """
            #!/bin/sh
            echo "dotnet $*"
            [ "$1" = publish ] || exit 0
            mkdir -p "$4/dotnet"
            for file in dotnet-stagecraft-bootstrap dotnet-stagecraft-bootstrap.exe bom.xml dotnet/LICENSE.TXT dotnet/THIRD-PARTY-NOTICES.TXT; do : >"$4/$file"; done
            """);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(standIn, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        (string, string)[] path = [("PATH", workspace.PathOf("bin") + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH"))];

        var pack = await DotnetBuild.RunAsync(workspace, "bash", path, meanwhile: null, workspace.PathOf("build/pack"), "--all");

        Assert.AreEqual(0, pack.Exit, pack.ToString());
        var calls = pack.Output.Split('\n').Where(line => line.StartsWith("dotnet ", StringComparison.Ordinal)).Select(line => line.Split(' ')).ToList();
        string[] singleFiles = ["linux-x64", "linux-arm64", "osx-arm64", "win-x64"];
        Assert.AreSequenceEqual(singleFiles, calls.Where(words => words[1] == "publish").Select(words => words.Single(word => word.StartsWith("-p:SingleFilePlatform=", StringComparison.Ordinal))["-p:SingleFilePlatform=".Length..]));
        var properties = calls.Single(words => words[1] == "pack").Where(word => word.StartsWith("-p:", StringComparison.Ordinal));
        var project = Path.Combine(Repository.Root, "src", "Stagecraft.Bootstrap.Tool");
        var platforms = await DotnetBuild.RunAsync(workspace, ["msbuild", project, "-getProperty:RuntimeIdentifiers", "-p:_IsPacking=true", .. properties]);
        Assert.AreEqual(string.Join(';', [.. Compiled, "any"]), platforms.Output.Trim().Split('\n')[^1]);
    }

    [TestMethod]
    [DynamicData(nameof(WithAssemblies))]
    public async Task Only_the_tool_is_compiled_for_its_platform(string id)
    {
        await using var package = await Packed.OpenAsync($"{id}.{Packed.Version}.nupkg");

        foreach (var assembly in package.Entries.Where(entry => entry.Name.EndsWith(".dll", StringComparison.Ordinal)))
            Assert.AreEqual(Compiled.Any(platform => id == $"{Tool}.{platform}"), IsCompiled(await assembly.OpenAsync()), assembly.FullName);
    }

    [TestMethod]
    public async Task Packing_one_commit_in_two_clones_gives_identical_files() =>
        Assert.AreEqual(
            await File.ReadAllTextAsync(Path.Combine(await Packed.FolderAsync(), "SHA256SUMS")),
            await File.ReadAllTextAsync(Path.Combine(await Packed.AgainAsync(), "SHA256SUMS")));

    [TestMethod]
    [DynamicData(nameof(All))]
    public async Task A_package_describes_itself_and_its_third_party_code(string id)
    {
        await using var package = await Packed.OpenAsync($"{id}.{Packed.Version}.nupkg");
        var nuspec = await Packed.TextAsync($"{id}.{Packed.Version}.nupkg", $"{id}.nuspec");

        foreach (var part in (string[])["<license type=\"expression\">MIT</license>", "<readme>README.md</readme>", "<icon>icon.png</icon>", "<projectUrl>https://", "CHANGELOG.md</releaseNotes>", "<repository type=\"git\" url=\"https://"])
            Assert.Contains(part, nuspec);
        foreach (var file in (string[])["README.md", "icon.png", "bom.xml"])
            Assert.IsNotNull(package.GetEntry(file), file);

        // A library contains only its own code.
        if (Packed.Libraries.Contains(id, StringComparer.Ordinal)) return;
        var text = await Packed.TextAsync($"{id}.{Packed.Version}.nupkg", "THIRD-PARTY-NOTICES.txt");
        foreach (var theirs in Assemblies(package).Where(name => !name.Contains("tagecraft", StringComparison.Ordinal)))
            Assert.Contains(theirs == "Renci.SshNet" ? "SSH.NET" : theirs, text);
    }

    [TestMethod]
    [DynamicData(nameof(All))]
    public async Task The_page_of_a_package_links_to_its_version(string id)
    {
        var commit = (await RepositoryClone.GitAsync("-C", Repository.Root, "rev-parse", "HEAD")).Trim();

        var text = await Packed.TextAsync($"{id}.{Packed.Version}.nupkg", "README.md");

        Assert.Contains($"](https://github.com/stagecraft-build/stagecraft/blob/{commit}/docs/", text);
        Assert.DoesNotContain("/stagecraft/blob/main/", text);
        Assert.DoesNotContain("](docs/", text);
        // A page of GitHub is not a picture.
        Assert.DoesNotMatchRegex(@"!\[[^\]]*\]\([^)]*/blob/", text);
        if (id.Contains("Bootstrap.Tool", StringComparison.Ordinal))
            Assert.Contains($"](https://raw.githubusercontent.com/stagecraft-build/stagecraft/{commit}/docs/pictures/", text);
        Assert.Contains($"/blob/{commit}/CHANGELOG.md</releaseNotes>", await Packed.TextAsync($"{id}.{Packed.Version}.nupkg", $"{id}.nuspec"));
    }

    [TestMethod]
    [DynamicData(nameof(WithAssemblies))]
    public async Task Each_of_our_assemblies_has_symbols(string id)
    {
        await using var package = await Packed.OpenAsync($"{id}.{Packed.Version}.nupkg");
        await using var symbols = await Packed.OpenAsync($"{id}.{Packed.Version}.snupkg");

        var ours = Assemblies(package).Where(name => name.Contains("tagecraft", StringComparison.Ordinal)).ToArray();
        var found = symbols.Entries.Select(entry => entry.Name).Where(name => name.EndsWith(".pdb", StringComparison.Ordinal)).Select(Path.GetFileNameWithoutExtension).ToArray();
        Assert.IsNotEmpty(ours);
        Assert.ContainsAll(ours, found);
    }

    [TestMethod]
    public async Task Symbols_link_to_the_sources_of_their_commit()
    {
        await using var symbols = await Packed.OpenAsync($"Stagecraft.Bootstrap.{Packed.Version}.snupkg");
        using var reader = new StreamReader(await symbols.GetEntry("lib/net10.0/Stagecraft.Bootstrap.pdb")!.OpenAsync(), Encoding.Latin1);

        Assert.Contains(
            $"https://raw.githubusercontent.com/stagecraft-build/stagecraft/{(await RepositoryClone.GitAsync("-C", Repository.Root, "rev-parse", "HEAD")).Trim()}/*",
            await reader.ReadToEndAsync());
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
        await WriteDecoyAsync(workspace);
        var folder = await Packed.FolderAsync();
        string[] shown = [.. Shown("dotnet", "tool", "install").Skip(1).SelectMany(word => word switch
        {
            "--global" => ["--tool-path", workspace.PathOf("tools")],
            Folder => [folder],
            _ => (string[])[word],
        })];
        var added = await DotnetBuild.RunAsync(workspace, [.. shown.Select(word => word == "--source" ? "--add-source" : word)]);
        Assert.Contains(DecoyVersion, added.Output, "the other feed is looked at, and its version wins");
        Assert.AreNotEqual(0, added.Exit, added.ToString());

        var install = await DotnetBuild.RunAsync(workspace, shown);
        Assert.AreEqual(0, install.Exit, install.ToString());
        Assert.Contains($"'{Packed.Version}'", install.Output);
        Assert.DoesNotContain(DecoyVersion, install.Output);
        var version = await DotnetBuild.RunAsync(workspace, path, meanwhile: null, "stagecraft-bootstrap", "--version");
        var refused = await DotnetBuild.RunAsync(workspace, path, meanwhile: null, "stagecraft-bootstrap");

        Assert.MatchesRegex(@"^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?" + @"\+[0-9a-f]{40}$", version.Output.Split('\n')[1]);
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
            "build/pack", string.Join(' ', Shown("dotnet", "tool", "install")),
            // What a release does. The packages of other platforms differ only in their machine code.
            "build/pack --all", "build/pack --single-file",
            // RecipeTests runs it on real hosts.
            "../stagecraft/build/pack --output packages", "dotnet tool install Stagecraft.Bootstrap.Tool --prerelease --source packages",
        ];

        Assert.ContainsAll(Commands.Where(words => words is ["dotnet", "pack", ..] or ["dotnet", "tool", "install", ..] || words[0].EndsWith("build/pack", StringComparison.Ordinal)).Select(words => string.Join(' ', words)).Distinct(StringComparer.Ordinal).ToArray(), known);
    }

    [TestMethod]
    public async Task Sources_build_without_a_git_repository()
    {
        using var workspace = await CopySourcesAsync();

        var build = await DotnetBuild.RunAsync(workspace, "build", "src/Stagecraft.Bootstrap", "-tl:off");

        Assert.AreEqual(0, build.Exit, build.ToString());
        Assert.IsTrue(File.Exists(workspace.PathOf("src/Stagecraft.Bootstrap/bin/Debug/net10.0/Stagecraft.Bootstrap.dll")), build.ToString());
    }

    [TestMethod]
    public async Task A_package_with_another_hash_is_refused()
    {
        using var workspace = await CopySourcesAsync();
        var same = await DotnetBuild.RunAsync(workspace, [("CI", "true")], meanwhile: null, "restore", "src/Stagecraft.Bootstrap");
        var file = workspace.PathOf("src/Stagecraft.Bootstrap/packages.lock.json");
        var text = await File.ReadAllTextAsync(file);
        var hash = text.Split("\"contentHash\": \"")[1].Split('"')[0];
        await File.WriteAllTextAsync(file, text.Replace(hash, Convert.ToBase64String(SHA512.HashData([])), StringComparison.Ordinal));
        Directory.Delete(workspace.PathOf("src/Stagecraft.Bootstrap/obj"), recursive: true);

        var other = await DotnetBuild.RunAsync(workspace, [("CI", "true")], meanwhile: null, "restore", "src/Stagecraft.Bootstrap");

        Assert.AreEqual(0, same.Exit, same.ToString());
        Assert.AreNotEqual(0, other.Exit, other.ToString());
        Assert.Contains("NU1403", other.Output);
    }

    private static async Task<Workspace> CopySourcesAsync()
    {
        var workspace = new Workspace();
        foreach (var file in (string[])["Directory.Build.props", "Directory.Packages.props", "nuget.config", "global.json", ".editorconfig", "src/Directory.Build.props", "src/Directory.Build.targets", "src/DescribePackage.cs", "src/Library.props", "src/BannedSymbols.txt", "src/BannedSymbols.Environment.txt", "src/BannedSymbols.Console.txt"])
            workspace.Write(file, await File.ReadAllTextAsync(Path.Combine(Repository.Root, file)));
        foreach (var file in SourcesOf("src/Stagecraft.Bootstrap"))
            workspace.Write(file, await File.ReadAllTextAsync(Path.Combine(Repository.Root, file)));
        return workspace;
    }

    private static IEnumerable<string> SourcesOf(string project) => Directory
        .EnumerateFiles(Path.Combine(Repository.Root, project), "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Repository.Root, file))
        .Where(file => !file.StartsWith($"{project}/bin/", StringComparison.Ordinal) && !file.StartsWith($"{project}/obj/", StringComparison.Ordinal));

    // The commands of the pages' shell sessions.
    private static IEnumerable<string[]> Commands => Page.All
        .SelectMany(page => page.Blocks().Where(block => block.Language == "").SelectMany(block => block.Lines).SelectMany(ShellLine.Commands))
        .Select(words => words.ToArray());

    private static async Task WriteDecoyAsync(Workspace workspace)
    {
        workspace.Write("nuget.config", $"<configuration><config><add key=\"globalPackagesFolder\" value=\"packages\" /></config><packageSources><clear /><add key=\"other\" value=\"{workspace.PathOf("other")}\" /></packageSources></configuration>");
        var decoy = workspace.Write($"other/{Tool}.{DecoyVersion}.nupkg", "");
        File.Copy(Path.Combine(await Packed.FolderAsync(), $"{Tool}.{Packed.Version}.nupkg"), decoy, overwrite: true);
        await using var package = await ZipFile.OpenAsync(decoy, ZipArchiveMode.Update);
        var entry = package.GetEntry($"{Tool}.nuspec")!;
        string text;
        using (var reader = new StreamReader(await entry.OpenAsync())) text = await reader.ReadToEndAsync();
        entry.Delete();
        await using var writer = new StreamWriter(await package.CreateEntry($"{Tool}.nuspec").OpenAsync());
        await writer.WriteAsync(text.Replace($"<version>{Packed.Version}</version>", $"<version>{DecoyVersion}</version>", StringComparison.Ordinal));
    }

    private static string[] Shown(params string[] start) => Commands.First(words => words.Take(start.Length).SequenceEqual(start));

    // ReadyToRun: machine code in addition to the IL.
    private static bool IsCompiled(Stream assembly)
    {
        using var copy = new MemoryStream();
        using (assembly) assembly.CopyTo(copy);
        copy.Position = 0;
        using var reader = new PEReader(copy);
        return reader.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
    }

    internal static IEnumerable<string> Assemblies(ZipArchive package) =>
        package.Entries.Select(entry => entry.Name).Where(name => name.EndsWith(".dll", StringComparison.Ordinal)).Select(name => Path.GetFileNameWithoutExtension(name)!);
}

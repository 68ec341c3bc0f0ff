using System.IO.Compression;
using Stagecraft.Testing;

namespace Stagecraft.Build.Tests;

/// <summary>The packages of this working tree, for all tests: build/pack runs once, in a clone, for this platform.</summary>
[TestClass]
public static class Packed
{
    public const string Version = "9.9.9-test";

    public static readonly string[] Libraries = ["Stagecraft.Bootstrap", "Stagecraft.Bootstrap.Ssh", "Stagecraft.Providers.DigitalOcean", "Stagecraft.Providers.Tailscale"];

    private static readonly Workspace Output = new();
    private static readonly Lazy<Task<string>> First = new(() => PackAsync("first"));

    /// <summary>The folder of the packages.</summary>
    public static Task<string> FolderAsync() => First.Value;

    /// <summary>Packs in a clone that has another path, at a commit instead of on a branch.</summary>
    public static Task<string> AgainAsync() => PackAsync("second/clone/with/a-longer-path");

    public static async Task<ZipArchive> OpenAsync(string file) => await ZipFile.OpenReadAsync(Path.Combine(await FolderAsync(), file));

    public static async Task<string> TextAsync(string file, string entry)
    {
        await using var package = await OpenAsync(file);
        using var reader = new StreamReader(await package.GetEntry(entry)!.OpenAsync());
        return await reader.ReadToEndAsync();
    }

    [AssemblyCleanup]
    public static void Remove() => Output.Dispose();

    private static async Task<string> PackAsync(string name)
    {
        var clone = Output.PathOf(name);
        await RepositoryClone.CreateAsync(clone);
        if (name != "first") await RepositoryClone.GitAsync("-C", clone, "update-ref", "--no-deref", "HEAD", "HEAD");
        var pack = await DotnetBuild.RunAsync(Output, "bash", [("MinVerVersionOverride", Version)], meanwhile: null, Path.Combine(clone, "build", "pack"), "--output", "packages");
        Assert.AreEqual(0, pack.Exit, pack.ToString());
        var packages = Output.PathOf($"{name}.packages");
        Directory.Move(Output.PathOf("packages"), packages);
        return packages;
    }
}

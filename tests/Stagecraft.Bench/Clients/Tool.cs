using System.Runtime.InteropServices;
using Stagecraft.Bench.Measuring;

namespace Stagecraft.Bench.Clients;

/// <summary>The tool.</summary>
/// <param name="words">The words that start it.</param>
internal sealed class Tool(params IReadOnlyList<string> words)
{
    private const string Name = "dotnet-stagecraft-bootstrap";
    private const string Compiler = "gcc";

    /// <summary>What native code is linked with.</summary>
    public static IReadOnlyList<DebianPackage> NativePackages { get; } = [new("gcc", Compiler), new("libc6-dev", "/usr/include/stdlib.h")];

    /// <summary>Another version, in the folder that BENCH_OTHER names. Null if it names none.</summary>
    public static Tool? Other => Environment.GetEnvironmentVariable("BENCH_OTHER") is { Length: > 0 } folder ? In(Path.GetFullPath(folder)) : null;

    /// <summary>The tool, precompiled like the package of this platform.</summary>
    public static async Task<Tool> PublishAsync(CancellationToken stopping)
    {
        await Console.Error.WriteLineAsync("bench: building the tool");
        var folder = Path.Combine(Workspace.Artifacts, "tool");
        // The build adds files and replaces them. A file that this version does not have must not stay.
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        string[] options = ["--runtime", RuntimeInformation.RuntimeIdentifier, "--no-self-contained", "-p:PublishReadyToRun=true"];
        await Dotnet.CompileToolAsync("publish", folder, Path.Combine(Workspace.Artifacts, "publish"), options, stopping);
        return In(folder);
    }

    /// <summary>The tool as native code, like the single file for this platform.</summary>
    public static async Task<Tool> NativeAsync(CancellationToken stopping)
    {
        await Console.Error.WriteLineAsync("bench: building the native tool");
        var folder = Path.Combine(Workspace.Artifacts, "native");
        string[] options = [$"-p:SingleFilePlatform={RuntimeInformation.RuntimeIdentifier}", $"-p:NativeCompiler={Compiler}"];
        await Dotnet.CompileToolAsync("publish", folder, Path.Combine(Workspace.Artifacts, "publish-native"), options, stopping);
        return In(folder);
    }

    /// <summary>The tool, compiled as it runs.</summary>
    public static async Task<Tool> BuildAsync(CancellationToken stopping)
    {
        const string Project = "src/Stagecraft.Bootstrap.Tool";
        await Dotnet.BuildReleaseAsync(Project, stopping);
        return In(Path.Combine(Workspace.Repository, Project, "bin", "Release", "net10.0"));
    }

    /// <summary>Installs the package of this platform.</summary>
    /// <returns>The executable.</returns>
    public static async Task<string> InstallAsync(Workspace work, CancellationToken stopping)
    {
        await Dotnet.CompileToolAsync(
            "pack", work["packages"], Path.Combine(Workspace.Artifacts, "pack"), [$"-p:RuntimeIdentifiers={RuntimeInformation.RuntimeIdentifier}"], stopping);
        string[] install =
        [
            "tool", "install", "Stagecraft.Bootstrap.Tool", "--prerelease", "--source", work["packages"], "--tool-path", work["tools"],
        ];
        await Processes.OutputAsync("the tool cannot be installed", new ClientCommand("dotnet", install), stopping);
        return Path.Combine(work["tools"], Name);
    }

    /// <summary>The arguments of a run.</summary>
    public static IReadOnlyList<string> Arguments(string config, string hosts, int parallel) =>
        ["--config", config, "--hosts", hosts, "--output", "json", "--parallel", $"{parallel}"];

    public ClientCommand Run(string config, string hosts, int parallel) => Command(Arguments(config, hosts, parallel));

    public ClientCommand Verbose(string config, string hosts, int parallel) => Command([.. Arguments(config, hosts, parallel), "--verbose"]);

    public ClientCommand Check(string config, string hosts, int parallel) => Command(["check", .. Arguments(config, hosts, parallel)]);

    // A single file has no assembly next to it.
    private static Tool In(string folder)
    {
        var assembly = Path.Combine(folder, $"{Name}.dll");
        return File.Exists(assembly) ? new Tool("dotnet", assembly) : new Tool(Path.Combine(folder, Name));
    }

    private ClientCommand Command(IReadOnlyList<string> arguments) => new(words[0], [.. words.Skip(1), .. arguments]);
}

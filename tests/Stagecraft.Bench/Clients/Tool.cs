using System.Runtime.InteropServices;
using Stagecraft.Bench.Measuring;

namespace Stagecraft.Bench.Clients;

/// <summary>The tool, started with <c>dotnet</c>.</summary>
internal sealed class Tool(string assembly)
{
    private const string Name = "dotnet-stagecraft-bootstrap";

    /// <summary>Another version, published to the folder that BENCH_OTHER names. Null if it names none.</summary>
    public static Tool? Other =>
        Environment.GetEnvironmentVariable("BENCH_OTHER") is { Length: > 0 } folder ? new Tool(Path.Combine(folder, $"{Name}.dll")) : null;

    /// <summary>The tool, precompiled like the package of this platform.</summary>
    public static async Task<Tool> PublishAsync(Workspace work, CancellationToken stopping)
    {
        await Console.Error.WriteLineAsync("bench: building the tool");
        string[] options = ["--runtime", RuntimeInformation.RuntimeIdentifier, "--no-self-contained", "-p:PublishReadyToRun=true"];
        await Dotnet.CompileToolAsync("publish", work["tool"], work["artifacts"], options, stopping);
        return new Tool(Path.Combine(work["tool"], $"{Name}.dll"));
    }

    /// <summary>The tool, compiled as it runs.</summary>
    public static async Task<Tool> BuildAsync(CancellationToken stopping)
    {
        const string Project = "src/Stagecraft.Bootstrap.Tool";
        await Dotnet.BuildReleaseAsync(Project, stopping);
        return new Tool(Path.Combine(Workspace.Repository, Project, "bin", "Release", "net10.0", $"{Name}.dll"));
    }

    /// <summary>Installs the package of this platform.</summary>
    /// <returns>The executable.</returns>
    public static async Task<string> InstallAsync(Workspace work, CancellationToken stopping)
    {
        await Dotnet.CompileToolAsync(
            "pack", work["packages"], work["artifacts"], [$"-p:RuntimeIdentifiers={RuntimeInformation.RuntimeIdentifier}"], stopping);
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

    public ClientCommand Run(string config, string hosts, int parallel) => new("dotnet", [assembly, .. Arguments(config, hosts, parallel)]);

    public ClientCommand Verbose(string config, string hosts, int parallel) =>
        new("dotnet", [assembly, .. Arguments(config, hosts, parallel), "--verbose"]);

    public ClientCommand Check(string config, string hosts, int parallel) =>
        new("dotnet", [assembly, "check", .. Arguments(config, hosts, parallel)]);
}

using Stagecraft.Bench.Measuring;

namespace Stagecraft.Bench.Clients;

/// <summary>The SDK's command line. No build server stays behind or is shared with other builds.</summary>
internal static class Dotnet
{
    private static readonly string[] Quietly = ["--disable-build-servers", "--verbosity", "quiet", "--nologo"];

    public static Task BuildReleaseAsync(string project, CancellationToken stopping) => Processes.OutputAsync(
        $"{project} does not build",
        new ClientCommand("dotnet", ["build", Path.Combine(Workspace.Repository, project), "--configuration", "Release", .. Quietly]),
        stopping);

    /// <summary>
    /// Publishes or packs the tool. The artifacts are apart from other builds, so that neither uses the other's files, and they stay: the next
    /// time, only what has changed is compiled.
    /// </summary>
    public static Task CompileToolAsync(string verb, string output, string artifacts, IReadOnlyList<string> options, CancellationToken stopping) =>
        Processes.OutputAsync(
            $"the tool cannot be compiled for this platform ({verb})",
            new ClientCommand("dotnet",
            [
                verb, Path.Combine(Workspace.Repository, "src/Stagecraft.Bootstrap.Tool"), "--output", output, "--artifacts-path", artifacts,
                .. options, .. Quietly,
            ]),
            stopping);
}

using System.Diagnostics;

namespace Stagecraft.Build.Tests;

/// <summary>A real <c>dotnet build</c> in a separate process. Its output stays in the workspace as a transcript.</summary>
internal sealed record DotnetBuild(int Exit, string Output)
{
    // Generous, because packing compiles everything. It only ends a build that hangs and measures nothing.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    public static Task<DotnetBuild> RunAsync(Workspace workspace, params string[] arguments) => RunAsync(workspace, [], meanwhile: null, arguments);

    /// <param name="workspace">Where it runs.</param>
    /// <param name="variables">Environment variables in addition to those of this process.</param>
    /// <param name="meanwhile">Gets the process and each line that it prints.</param>
    /// <param name="arguments">After <c>dotnet</c>.</param>
    public static Task<DotnetBuild> RunAsync(Workspace workspace, (string Name, string Value)[] variables, Action<Process, string>? meanwhile, params string[] arguments) =>
        RunAsync(workspace, "dotnet", variables, meanwhile, arguments);

    /// <summary>Runs a program that runs <c>dotnet</c>.</summary>
    public static async Task<DotnetBuild> RunAsync(Workspace workspace, string program, (string Name, string Value)[] variables, Action<Process, string>? meanwhile, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = workspace.Root, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        // The builds must not use the test host's MSBuild.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        foreach (var (name, value) in variables) start.Environment[name] = value;

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Limit);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        var lines = new List<string> { $"$ {program} {string.Join(' ', arguments)}" };
        try
        {
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                lines.Add(line);
                meanwhile?.Invoke(process, line);
            }

            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            lines.Add($"(did not end within {Limit})");
        }

        var output = string.Join('\n', [.. lines, await error]);
        await File.AppendAllTextAsync(workspace.PathOf("transcript.txt"), output + "\n", CancellationToken.None);
        return new DotnetBuild(process.HasExited ? process.ExitCode : -1, output);
    }

    public int Count(string text) => Output.Split(text).Length - 1;

    public override string ToString() => $"exit {Exit}\n{Output}";
}

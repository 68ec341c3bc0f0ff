using System.Diagnostics;
using Stagecraft.Testing;

namespace Stagecraft.Lab.Tests;

/// <summary>Runs commands of the pages in a shell.</summary>
internal static class DocumentedCommand
{
    // A real shell, in which dotnet only prints its arguments.
    public static async Task<string> DotnetCallsAsync(string command)
    {
        var folder = Directory.CreateTempSubdirectory("stagecraft-docs-");
        try
        {
            var run = await RunAsync($"""
                cat >{folder}/dotnet <<'END'
                #!/bin/sh
                echo "$*"
                echo 'succeeded: 1' >&2
                env | grep -E '^STAGECRAFT_(CHAOS_|MACHINE=)' || :
                END
                chmod +x {folder}/dotnet
                PATH={folder}:$PATH {command}
                """);
            Assert.AreEqual(0, run.ExitCode, run.ToString());
            return run.Output;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static async Task<CommandRun> RunAsync(string commands, string? directory = null)
    {
        // A separate lab, which is removed even if a command fails.
        const string Cleanup = "trap 'build/lab down' EXIT";
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", $"{Cleanup}\n{commands}"]) { WorkingDirectory = directory ?? Repository.Root };
        start.Environment["STAGECRAFT_LAB"] = $"t{Environment.ProcessId}-docs";
        return await CommandRun.RunAsync(start);
    }
}

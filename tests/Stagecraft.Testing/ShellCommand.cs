using System.Diagnostics;
using System.Text;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Shell;

/// <summary>Runs a real program with text on its standard input.</summary>
internal static class ShellCommand
{
    public const string Sh = "/bin/sh";

    /// <summary>
    /// Held while a process starts and while a program is written: a process that is just forked holds every open file,
    /// and a file that somebody has open for writing cannot be executed ("Text file busy").
    /// </summary>
    public static readonly Lock Starting = new();

    /// <summary>Input as a host gets it, through this machine's own <c>/bin/sh -s</c>.</summary>
    public static Task<CommandResult> ShAsync(string input, IReadOnlyDictionary<string, string>? environment = null)
    {
        if (!File.Exists(Sh)) Assert.Inconclusive($"There is no {Sh} here.");
        return RunAsync(Sh, ["-s"], input, environment);
    }

    /// <param name="program">Its path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="environment">More of the environment.</param>
    /// <param name="meanwhile">Gets the process while it runs.</param>
    public static async Task<CommandResult> RunAsync(
        string program, IEnumerable<string> arguments, string input, IReadOnlyDictionary<string, string>? environment = null, Func<Process, Task>? meanwhile = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
            start.Environment[name] = value;

        using var process = Start(start);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // A shell that has ended reads no more.
        }

        if (meanwhile is not null) await meanwhile(process);
        await Eventually.EndsAsync(process.WaitForExitAsync());
        return new CommandResult(process.ExitCode, null, await output, await error);
    }

    private static Process Start(ProcessStartInfo start)
    {
        lock (Starting) return Process.Start(start)!;
    }
}

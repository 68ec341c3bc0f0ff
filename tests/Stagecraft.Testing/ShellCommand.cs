using System.Diagnostics;
using System.Text;
using Stagecraft.Bootstrap;

namespace Stagecraft.Testing;

/// <summary>Runs a real program with text on its standard input.</summary>
public static class ShellCommand
{
    public const string Sh = "/bin/sh";

    private static readonly Lock Starting = new();

    /// <summary>Runs input as a host does, with this machine's own <c>/bin/sh -s</c>.</summary>
    public static Task<CommandResult> ShAsync(string input, IReadOnlyDictionary<string, string>? environment = null)
    {
        if (!File.Exists(Sh)) Assert.Inconclusive($"There is no {Sh} here.");
        return RunAsync(Sh, ["-s"], input, environment);
    }

    /// <param name="program">The path of the program.</param>
    /// <param name="arguments">The arguments of the program.</param>
    /// <param name="input">The text on its standard input.</param>
    /// <param name="environment">Variables to add to the environment of the test.</param>
    /// <param name="meanwhile">Is called with the process while it runs.</param>
    public static async Task<CommandResult> RunAsync(
        string program, IEnumerable<string> arguments, string input, IReadOnlyDictionary<string, string>? environment = null, Func<Process, Task>? meanwhile = null)
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = utf8,
            StandardOutputEncoding = utf8,
            StandardErrorEncoding = utf8,
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
            // The program ended before it read all of its input.
        }

        if (meanwhile is not null) await meanwhile(process);
        await Eventually.EndsAsync(process.WaitForExitAsync());
        return new CommandResult(process.ExitCode, null, await output, await error);
    }

    /// <summary>
    /// Writes a program while no process starts. A process that was just forked holds every open file, and a file that is
    /// open for writing cannot be executed ("Text file busy").
    /// </summary>
    public static void WriteProgram(Action write)
    {
        lock (Starting) write();
    }

    private static Process Start(ProcessStartInfo start)
    {
        lock (Starting) return Process.Start(start)!;
    }
}

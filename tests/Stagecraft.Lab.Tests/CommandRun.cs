using System.Diagnostics;
using System.Text;

namespace Stagecraft.Lab.Tests;

/// <summary>A process that ran to its end.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Error)
{
    // Generous, also for a machine without hardware support. It only ends a process that hangs and measures nothing.
    private static readonly TimeSpan Limit = TimeSpan.FromHours(1);

    public static async Task<CommandRun> RunAsync(ProcessStartInfo start, Func<Process, Task>? meanwhile = null, Action<string>? onError = null)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = start.RedirectStandardInput = true;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = ReadLinesAsync(process.StandardError, onError);
        if (meanwhile is not null) await meanwhile(process);

        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException exception)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{start.FileName} did not end within {Limit}.", exception);
        }

        return new CommandRun(process.ExitCode, await output, await error);
    }

    private static async Task<string> ReadLinesAsync(StreamReader reader, Action<string>? onLine)
    {
        if (onLine is null) return await reader.ReadToEndAsync();
        var text = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line)
        {
            text.Append(line).Append('\n');
            onLine(line);
        }

        return text.ToString();
    }

    public override string ToString() => $"exit {ExitCode}\n--- stdout\n{Output}\n--- stderr\n{Error}";
}

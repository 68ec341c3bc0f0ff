using System.Text;
using CliWrap;

namespace Stagecraft.Bench.Measuring;

/// <summary>Starts programs. A cancellation ends them.</summary>
internal static class Processes
{
    /// <summary>Runs a client: with its whole process tree it is killed on cancellation.</summary>
    public static async Task<ProcessRun> RunAsync(ClientCommand command, CancellationToken stopping, RunWatch? watch = null)
    {
        var (output, errors) = (new StringBuilder(), new StringBuilder());
        var toErrors = PipeTarget.ToStringBuilder(errors, Encoding.UTF8);
        if (watch is not null) toErrors = PipeTarget.Merge(PipeTarget.ToDelegate(watch.OnErrorLine, Encoding.UTF8), toErrors);
        var began = DateTimeOffset.UtcNow;
        var running = Wrap(command)
            .WithStandardOutputPipe(PipeTarget.ToStringBuilder(output, Encoding.UTF8))
            .WithStandardErrorPipe(toErrors)
            .ExecuteAsync(stopping);
        watch?.Start(running.ProcessId);
        var result = await running;
        return new ProcessRun(result.ExitCode, output.ToString(), errors.ToString(), began, result.ExitTime);
    }

    /// <summary>Runs a program that must succeed.</summary>
    /// <returns>Its standard output.</returns>
    public static async Task<string> OutputAsync(string failure, ClientCommand command, CancellationToken stopping)
    {
        var run = await RunAsync(command, stopping);
        if (run.ExitCode == 0) return run.Output;
        throw new BenchException($"{failure}: {string.Join('\n', $"{run.Output}\n{run.Errors}".Trim().Split('\n').TakeLast(5))}");
    }

    /// <summary>
    /// Runs a script that starts or stops hosts and reports on standard error. It gets an interrupt on cancellation, and time
    /// to undo what it began.
    /// </summary>
    /// <returns>Its exit code and its standard output.</returns>
    public static async Task<(int ExitCode, string Output)> ScriptAsync(ClientCommand command, CancellationToken stopping)
    {
        var output = new StringBuilder();
        await using var errors = Console.OpenStandardError();
        var result = await Wrap(command)
            .WithStandardOutputPipe(PipeTarget.ToStringBuilder(output, Encoding.UTF8))
            .WithStandardErrorPipe(PipeTarget.ToStream(errors))
            .ExecuteAsync(forcefulCancellationToken: CancellationToken.None, gracefulCancellationToken: stopping);
        return (result.ExitCode, output.ToString());
    }

    private static Command Wrap(ClientCommand command) => Cli.Wrap(command.Program)
        .WithArguments(command.Arguments)
        .WithEnvironmentVariables(command.Environment)
        .WithStandardInputPipe(command.InputFile is null ? PipeSource.Null : PipeSource.FromFile(command.InputFile))
        .WithValidation(CommandResultValidation.None);
}

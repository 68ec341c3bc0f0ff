using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Stagecraft.Bootstrap;
using Stagecraft.Configuration;

namespace Stagecraft.Application;

/// <summary>Runs a program and returns its output, with limits on time and size. The program never outlives the call.</summary>
internal sealed class ProgramRun(CommandCloudOptions options, string file)
{
    // No preamble: the program's first bytes belong to the document.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly TimeSpan timeout = options.Timeout;
    private readonly string shown = SafeText.Line(options.Command[0]);

    /// <exception cref="CloudException">The program could not be started, failed, printed too much or did not finish in time.</exception>
    public async Task<string> OutputAsync(IEnumerable<string> arguments, string? environment, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var process = Start(arguments, environment);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        var errors = new LastLines(options.Mask);
        try
        {
            var reading = errors.ReadAsync(process.StandardError, limit.Token);
            var output = await BoundedText.ReadAsync(process.StandardOutput, limit.Token)
                ?? throw new CloudException($"The command '{shown}' printed more than {BoundedText.MaxLength / 1024 / 1024} MB. Make it print a hosts document only.");
            await reading;
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0
                ? options.Mask(output)
                : throw new CloudException($"The command '{shown}' failed with exit code {process.ExitCode}.{errors.Quote()}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CloudException($"The command '{shown}' did not finish within {timeout.TotalSeconds:0} seconds and was stopped. Increase 'timeout', or find out what the command is waiting for.{errors.Quote()}");
        }
        finally
        {
            process.Stop();
        }
    }

    private Process Start(IEnumerable<string> arguments, string? environment)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = options.WorkingDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Utf8,
            StandardErrorEncoding = Utf8,
        };
        foreach (var variable in options.HiddenVariables) start.Environment.Remove(variable);
        if (environment is not null) start.Environment[CommandCloud.EnvironmentVariable] = environment;

        try
        {
            var process = Process.Start(start)!;
            // A program that prompts for input gets end-of-file instead of the operator's terminal.
            process.StandardInput.Close();
            return process;
        }
        catch (Exception exception) when (exception is Win32Exception or IOException)
        {
            throw new CloudException($"The command '{shown}' could not be started: {SafeText.Line(exception.Message)}", exception);
        }
    }
}

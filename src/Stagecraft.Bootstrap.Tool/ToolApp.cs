using System.CommandLine;
using Stagecraft.Application;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>The tool without its process: arguments in, exit code out. Converts every failure to a message and an exit code.</summary>
internal static class ToolApp
{
    private const int MaxErrors = 20;

    // No response files, because an argument may start with '@'.
    private static readonly ParserConfiguration Syntax = new() { ResponseFileTokenReplacer = null };

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Terminal terminal, RunEnvironment surroundings, CancellationToken cancellationToken)
    {
        terminal = terminal with
        {
            Output = new SafeWriter(terminal.Output, surroundings.Mask, terminal.ColorOutput),
            Error = new SafeWriter(terminal.Error, surroundings.Mask, terminal.ColorError),
        };
        var parsed = CommandTree.Create(terminal, surroundings with { Input = terminal.Input }).Parse(arguments, Syntax);
        try
        {
            return CommandLineErrors.Write(parsed, terminal.Error)
                ? ExitCode.Configuration
                : await parsed.InvokeAsync(Invocation(terminal), cancellationToken);
        }
        catch (ConfigurationException exception)
        {
            var lines = exception.Errors.Take(MaxErrors).Select(error => $"error: {error}").ToList();
            if (exception.Errors.Count > MaxErrors) lines.Add($"error: and {exception.Errors.Count - MaxErrors} more.");
            await terminal.Error.WriteLineAsync(string.Join('\n', lines));
            BuildServer.Detect(surroundings, terminal.Error)?.Show(exception.Errors, isError: true);
            return ExitCode.Configuration;
        }
        catch (CloudException exception)
        {
            await terminal.Error.WriteLineAsync($"error: {exception.Message}");
            return ExitCode.CloudProvider;
        }
        catch (CloudCancelledException exception)
        {
            await terminal.Error.WriteLineAsync(exception.Message);
            return ExitCode.Cancelled;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await terminal.Error.WriteLineAsync("Canceled before any host was touched.");
            return ExitCode.Cancelled;
        }
#pragma warning disable CA1031 // Users of a tool should not see a stack trace.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await terminal.Error.WriteLineAsync($"error: Unexpected {exception.GetType().Name}: {SafeText.Line(surroundings.Mask(exception.Message))} This is a bug in Stagecraft. Please report it.");
            return ExitCode.Failure;
        }
        finally
        {
            await terminal.Output.FlushAsync(CancellationToken.None);
            await terminal.Error.FlushAsync(CancellationToken.None);
        }
    }

    private static InvocationConfiguration Invocation(Terminal terminal) => new()
    {
        Output = terminal.Output,
        Error = terminal.Error,
        EnableDefaultExceptionHandler = false,
        // Program handles signals: the first one cancels, and the report is still printed.
        ProcessTerminationTimeout = null,
    };
}

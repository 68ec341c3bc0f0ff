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
            Stop(process);
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

    private static void Stop(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // The program has already ended.
        }
    }
}

/// <summary>Finds a program as a shell does. <c>Process</c> also searches its own executable's directory and the current directory.</summary>
internal static class ProgramFile
{
    private const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <param name="program">If it contains a slash, a path relative to the working directory; otherwise a name on the search path.</param>
    /// <param name="workingDirectory">Absolute.</param>
    /// <param name="searchPath">In the format of <c>PATH</c>.</param>
    /// <exception cref="CloudException">The directory or the program does not exist, or the program is not executable.</exception>
    public static string Find(string program, string workingDirectory, string searchPath)
    {
        if (!Directory.Exists(workingDirectory))
            throw new CloudException($"The working directory '{SafeText.Line(workingDirectory)}' of the command '{SafeText.Line(program)}' does not exist.");
        // Windows has other rules (PATHEXT), and Process follows them.
        if (OperatingSystem.IsWindows()) return program;

        if (program.Contains('/'))
        {
            var path = Path.GetFullPath(program, workingDirectory);
            if (!File.Exists(path)) throw new CloudException($"The command '{SafeText.Line(program)}' does not exist: there is no file '{SafeText.Line(path)}'.");
            return IsExecutable(path) ? path : throw new CloudException($"The command '{SafeText.Line(path)}' is not executable. Run: chmod +x {SafeText.Line(path)}");
        }

        return searchPath.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => Path.Combine(workingDirectory, directory, program))
            .FirstOrDefault(path => File.Exists(path) && IsExecutable(path))
            ?? throw new CloudException($"The command '{SafeText.Line(program)}' is not on the PATH. Install it, or give its path.");
    }

    private static bool IsExecutable(string path) =>
        OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Execute) != UnixFileMode.None;
}

/// <summary>Keeps the last lines of a program's standard error, which usually contain the reason for a failure.</summary>
/// <param name="mask">Replaces secrets.</param>
internal sealed class LastLines(Func<string, string> mask)
{
    private const int MaxLines = 10;
    private const int MaxCharacters = 16 * 1024;

    private string tail = "";
    private bool cut;

    public async Task ReadAsync(TextReader reader, CancellationToken cancellationToken)
    {
        var buffer = new char[4096];
        int read;
        while ((read = await reader.ReadAsync(buffer, cancellationToken)) > 0)
        {
            var text = string.Concat(tail, buffer.AsSpan(0, read));
            cut |= text.Length > MaxCharacters;
            tail = text.Length > MaxCharacters ? text[^MaxCharacters..] : text;
        }
    }

    /// <summary>An introduction, followed by the lines, each indented on a separate line. Empty if there are no lines.</summary>
    public string Quote()
    {
        // Masked before lines are shortened. A line that is already cut may begin in the middle of a secret, so it is dropped.
        var lines = mask(tail).Split('\n').Skip(cut ? 1 : 0).Select(line => SafeText.Line(line)).Where(line => line.Length > 0).TakeLast(MaxLines).ToList();
        return lines.Count == 0 ? "" : $" The last lines of its standard error:\n  {string.Join("\n  ", lines)}";
    }
}

using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>What a proxy command gets.</summary>
/// <param name="SearchPath">Where programs are, in the format of <c>PATH</c>.</param>
/// <param name="Local">What it shares with other programs.</param>
internal sealed record ProxyPrograms(string SearchPath, LocalPrograms Local);

/// <summary>The path of one client through a program's standard input and output. The program ends with the connection.</summary>
internal sealed class ProxyTunnel : Tunnel
{
    private const string Remedy = "Run the proxy command by hand to see what it reports, and check that its program is installed and logged in.";

    // A program that has closed its output is about to end, and its exit code says why.
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(2);

    private readonly ProcessStartInfo start;
    private readonly LastLines errors;
    private readonly Lock gate = new();

    private Process? process;
    private bool disposed;
    private volatile bool answered;
    private volatile string? end;

    /// <exception cref="HostFailureException"><c>config_invalid</c></exception>
    public ProxyTunnel(ProxyCommand command, SshTarget target, TimeSpan timeout, ProxyPrograms programs)
        : base(target, timeout)
    {
        errors = new LastLines(programs.Local.Mask);
        var (program, arguments) = command.For(target, programs.SearchPath, programs.Local.WorkingDirectory);
        start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = programs.Local.WorkingDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var variable in programs.Local.HiddenVariables) start.Environment.Remove(variable);
        // A shell finds its programs in the same places.
        if (programs.SearchPath.Length > 0) start.Environment["PATH"] = programs.SearchPath;
        _ = DedicatedThread.Run(Carry);
    }

    /// <summary>How the program ended, as a sentence; null if it has not.</summary>
    public string? End => end;

    public override HostFailureException? FailureOf(Exception exception)
    {
        if (end is { } ended) return new HostFailureException(ErrorCode.SshUnreachable, $"{Target.EndpointFirst} cannot be reached: {Lower(ended)}", Remedy, exception);
        if (answered) return null;
        var said = errors.Last();
        return new HostFailureException(
            ErrorCode.SshUnreachable,
            $"{Target.EndpointFirst} cannot be reached: the proxy command did not connect within {Timeout.TotalSeconds:0.###} s{(said.Length > 0 ? $". Its last output is: \"{said.TrimEnd('.')}\"" : "")}.",
            $"{Remedy} A slow one needs a longer ssh.connectTimeout.",
            exception);
    }

    public override void Dispose()
    {
        base.Dispose();
        lock (gate)
        {
            disposed = true;
            Stop();
        }
    }

    private void Carry()
    {
        try
        {
            using var socket = Door.Enter();
            if (Start() is not { } started) return;
            var reading = DedicatedThread.Run(() => ReadErrors(started));
            _ = DedicatedThread.Run(() => Send(socket, started.StandardInput.BaseStream));
            Receive(started.StandardOutput.BaseStream, socket);
            // Before the socket closes, because the client then asks.
            var ended = EndOf(started, reading);
            lock (gate)
            {
                // Not if this ended it.
                if (!disposed) end = ended;
            }
        }
        catch (Exception exception) when (exception is SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // One side closed the connection. The client sees its socket close and reports the failure.
        }
        finally
        {
            Dispose();
        }
    }

    private Process? Start()
    {
        lock (gate)
        {
            if (disposed) return null;
            try
            {
                return process = Process.Start(start);
            }
            catch (Exception exception) when (exception is Win32Exception or IOException)
            {
                end = $"The proxy command could not be started: {SafeText.Line(exception.Message).TrimEnd('.')}.";
                return null;
            }
        }
    }

    private void ReadErrors(Process started)
    {
        try
        {
            errors.ReadAsync(started.StandardError, CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The connection is closed.
        }
    }

    private static void Send(Socket from, Stream to)
    {
        try
        {
            var buffer = new byte[32 * 1024];
            while (from.Receive(buffer) is > 0 and var count)
            {
                to.Write(buffer, 0, count);
                to.Flush();
            }

            // The program sees the end of its input, as from ssh.
            to.Dispose();
        }
        catch (Exception exception) when (exception is SocketException or IOException or ObjectDisposedException)
        {
            // The program has ended, or the client has.
        }
    }

    private void Receive(Stream from, Socket to)
    {
        var buffer = new byte[32 * 1024];
        while (from.Read(buffer, 0, buffer.Length) is > 0 and var count)
        {
            answered = true;
            to.Send(buffer.AsSpan(0, count));
        }
    }

    private string EndOf(Process ended, Task reading)
    {
        var hasEnded = ended.WaitForExit(EndLimit);
        // A program that it started may keep the other end open.
        reading.Wait(EndLimit);
        var said = errors.Last() is { Length: > 0 } line ? $": \"{line.TrimEnd('.')}\"" : "";
        return hasEnded ? $"The proxy command ended with exit code {ended.ExitCode}{said}." : $"The proxy command closed its output{said}.";
    }

    // The caller holds the lock.
    private void Stop()
    {
        try
        {
            process?.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has already ended.
        }

        process?.Dispose();
        process = null;
    }

    private static string Lower(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence[1..];
}

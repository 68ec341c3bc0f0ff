using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;

namespace Stagecraft.Bootstrap.Ssh;

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
    public ProxyTunnel(ProxyCommand command, SshTarget target, TimeSpan timeout, LocalPrograms programs)
        : base(target, timeout)
    {
        errors = new LastLines(programs.Mask);
        var (program, arguments) = command.For(target, programs.SearchPath, programs.WorkingDirectory);
        start = programs.Start(program, arguments);
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
            process?.Stop();
            process?.Dispose();
            process = null;
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
                // Not if the program was stopped here.
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

    private static string Lower(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence[1..];
}

using System.Net.Sockets;
using Renci.SshNet.Common;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>An authenticated connection. It is closed after a command that timed out or was canceled, because the state of that command is unknown.</summary>
internal sealed class SshHostConnection(SshTarget target, SshSession session) : IHostConnection
{
    // A clean disconnect is optional, so an unresponsive host is not waited for.
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(2);

    // Set before the connection is closed, because SSH.NET never completes a command that is sent during the close.
    private volatile bool abandoned;

    public string User => target.User;

    public async Task<CommandResult> RunAsync(RemoteCommand command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (abandoned) throw Lost(command, "it was closed after an earlier command.", null);
        var execution = new CommandExecution(session.Client, command);
        var running = DedicatedThread.Run(execution.Run);
        try
        {
            return await running.WaitAsync(command.Timeout, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Abandon(execution);
            throw;
        }
        catch (ExecRefusedException exception)
        {
            Abandon(execution);
            throw new HostFailureException(
                ErrorCode.HostUnsupported,
                $"{target.Endpoint} accepts logins as '{SafeText.Line(User)}' but refuses to run a command ({command.Name}).",
                "Log in with an account that may run commands, or check sshd's log on the host. The host may be out of processes or open files.",
                exception);
        }
        catch (Exception exception) when (exception is TimeoutException or SshOperationTimeoutException)
        {
            Abandon(execution);
            throw new HostFailureException(
                ErrorCode.TimedOut,
                $"{command.Name} did not finish on {target.Endpoint} within {command.Timeout.TotalSeconds:0.###} s.",
                "Check the host's load, disk and network, then run again. A slow host may need a longer timeout.",
                exception);
        }
        catch (Exception exception) when (exception is SshException or SocketException or InvalidOperationException)
        {
            Abandon(execution);
            throw Lost(command, SafeText.Line(exception.Message), exception);
        }
    }

    public async ValueTask DisposeAsync() =>
        await DedicatedThread.Run(session.Dispose).WaitAsync(CloseLimit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private HostFailureException Lost(RemoteCommand command, string why, Exception? exception) => new(
        ErrorCode.SshConnectionLost,
        $"The connection to {target.Endpoint} was lost during {command.Name}: {why}{(session.ProxyEnd is { } end ? $" {end}" : "")}",
        "Check that the host is up, then run again.",
        exception);

    private void Abandon(CommandExecution execution)
    {
        abandoned = true;
        // In this order, because disposing the client does not end a command that the server never confirmed.
        _ = DedicatedThread.Run(() =>
        {
            session.Dispose();
            execution.Dispose();
        });
    }
}

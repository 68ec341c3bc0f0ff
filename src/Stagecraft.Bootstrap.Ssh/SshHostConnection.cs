using System.Net.Sockets;
using Renci.SshNet.Common;
using Stagecraft.Bootstrap.Remote;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>An authenticated connection. After a command that timed out or was cancelled it is closed: nothing tells what became of the command.</summary>
internal sealed class SshHostConnection(SshTarget target, SshSession session) : IHostConnection
{
    // Saying goodbye is a courtesy. A host that does not listen is left alone.
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(2);

    // Set before it is closed: SSH.NET never answers a command that is sent meanwhile.
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
                $"{target.Endpoint} lets '{SafeText.Line(User)}' in and refuses to run a command ({command.Name}).",
                "Log in with an account that may run commands, or look into the host's sshd log: it may be out of processes or files.",
                exception);
        }
        catch (Exception exception) when (exception is TimeoutException or SshOperationTimeoutException)
        {
            Abandon(execution);
            throw new HostFailureException(
                ErrorCode.TimedOut,
                $"{command.Name} did not end on {target.Endpoint} within {command.Timeout.TotalSeconds:0.###} s.",
                "Look at what the host is doing (load, disk, network), then run again; a slow host may need a longer timeout.",
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
        $"The connection to {target.Endpoint} was lost during {command.Name}: {why}",
        "Check that the host is up, then run again.",
        exception);

    private void Abandon(CommandExecution execution)
    {
        abandoned = true;
        // In this order: the client's end does not end a command that the server never confirmed.
        _ = DedicatedThread.Run(() =>
        {
            session.Dispose();
            execution.Dispose();
        });
    }
}

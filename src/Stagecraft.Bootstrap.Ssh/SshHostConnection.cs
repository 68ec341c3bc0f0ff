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

    public string User => target.User;

    public async Task<CommandResult> RunAsync(RemoteCommand command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
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
            throw new HostFailureException(
                ErrorCode.SshConnectionLost,
                $"The connection to {target.Endpoint} was lost during {command.Name}: {SafeText.Line(exception.Message)}",
                "Check that the host is up, then run again: what it had begun is found and finished.",
                exception);
        }
    }

    public async ValueTask DisposeAsync() =>
        await DedicatedThread.Run(session.Dispose).WaitAsync(CloseLimit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    // In this order: the client's end does not end a command that the server never confirmed.
    private void Abandon(CommandExecution execution) => _ = DedicatedThread.Run(() =>
    {
        session.Dispose();
        execution.Dispose();
    });
}

using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Remote;

/// <summary>An authenticated connection to one host. One command at a time.</summary>
public interface IHostConnection : IAsyncDisposable
{
    /// <summary>The account that commands run as before any elevation.</summary>
    string User { get; }

    /// <summary>Runs a command until it ends. Returns promptly when canceled, even if the host hangs.</summary>
    /// <exception cref="HostFailureException"><c>ssh_connection_lost</c>, or <c>timed_out</c> when the command exceeded its local timeout.</exception>
    Task<CommandResult> RunAsync(RemoteCommand command, CancellationToken cancellationToken);
}

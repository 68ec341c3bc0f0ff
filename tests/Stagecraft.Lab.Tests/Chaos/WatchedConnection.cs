using Stagecraft.Bootstrap;

namespace Stagecraft.Lab.Tests.Chaos;

internal sealed class WatchedConnection(IHostConnection inner, RelayedHost host) : IHostConnection
{
    public string User => inner.User;

    public async Task<CommandResult> RunAsync(RemoteCommand command, CancellationToken cancellationToken)
    {
        host.CommandStarts(command.Name);
        try
        {
            return await inner.RunAsync(command, cancellationToken);
        }
        finally
        {
            host.CommandEnded();
        }
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}

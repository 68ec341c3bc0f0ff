using Stagecraft.Bootstrap.Remote;

namespace Stagecraft.Bootstrap.Engine;

/// <summary>A connection whose end cannot spoil what was done over it: an error while closing is only logged.</summary>
internal sealed class QuietlyClosed(IHostConnection connection, Action<string> log) : IHostConnection
{
    public string User => connection.User;

    public Task<CommandResult> RunAsync(RemoteCommand command, CancellationToken cancellationToken) => connection.RunAsync(command, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await connection.DisposeAsync();
        }
#pragma warning disable CA1031 // The host's result is known by now; a connection that is lost cannot always say goodbye.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            log($"Closing the connection failed: {exception}");
        }
    }
}

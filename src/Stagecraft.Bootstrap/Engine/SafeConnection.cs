namespace Stagecraft.Bootstrap;

/// <summary>A connection that only logs errors on closing.</summary>
internal sealed class SafeConnection(IHostConnection connection, Action<string> log) : IHostConnection
{
    public string User => connection.User;

    public Task<CommandResult> RunAsync(RemoteCommand command, CancellationToken cancellationToken) => connection.RunAsync(command, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await connection.DisposeAsync();
        }
#pragma warning disable CA1031 // The host's result is already known, and closing a lost connection may fail.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            log($"Closing the connection failed: {exception}");
        }
    }
}

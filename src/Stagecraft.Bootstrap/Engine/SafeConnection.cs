namespace Stagecraft.Bootstrap;

/// <summary>A connection that only logs errors on closing, and can be replaced by a new one.</summary>
internal sealed class SafeConnection(IHostConnection connection, Action<string> log) : IHostConnection
{
    private IHostConnection connection = connection;

    public string User => connection.User;

    public Task<CommandResult> RunAsync(RemoteCommand command, CancellationToken cancellationToken) => connection.RunAsync(command, cancellationToken);

    /// <summary>Opens a new connection, then closes the current one.</summary>
    public async Task RenewAsync(Func<Task<IHostConnection>> open)
    {
        var renewed = await open();
        await DisposeAsync();
        connection = renewed;
    }

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

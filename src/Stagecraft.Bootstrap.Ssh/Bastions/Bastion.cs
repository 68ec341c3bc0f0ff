using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Ssh.Bastions;

/// <summary>
/// A host that other hosts are reached through. They share one connection to it, opened when first needed, so <c>MaxStartups</c>
/// and protection against many logins count a single client. <c>MaxSessions</c> does not count forwarded connections.
/// </summary>
/// <param name="target">The bastion itself.</param>
/// <param name="before">The bastion that this one is reached through, if any.</param>
/// <param name="dialer">Opens connections.</param>
internal sealed class Bastion(SshTarget target, Bastion? before, Dialer dialer) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource lifetime = new();
    private Task<SshSession>? connection;

    public SshTarget Target => target;

    /// <summary>The last bastion in the options, which is reached through the others; null if there is none.</summary>
    public static Bastion? Chain(SshOptions options, Dialer dialer)
    {
        Bastion? last = null;
        foreach (var jump in options.ProxyJump)
            last = new Bastion(SshTarget.For(jump, options, last?.Target), last, dialer);
        return last;
    }

    /// <summary>The bastion answers but rejects the connection.</summary>
    public static bool IsRefusal(HostFailureException failure) =>
        failure.Code == ErrorCode.SshAuthFailed || failure.Code == ErrorCode.SshHostKeyUnknown
        || failure.Code == ErrorCode.SshHostKeyMismatch || failure.Code == ErrorCode.ConfigInvalid;

    /// <summary>Returns the shared connection. A lost or failed connection is reopened, unless the bastion rejected it: repeated attempts would look like an attack.</summary>
    /// <param name="waits">Called with the reason if a new connection has to wait.</param>
    /// <param name="cancellationToken">Cancels the wait, not the connection.</param>
    /// <exception cref="HostFailureException">The connection to the bastion failed.</exception>
    public Task<SshSession> ConnectAsync(Action<string> waits, CancellationToken cancellationToken)
    {
        Task<SshSession> current;
        lock (gate)
        {
            if (connection is null || IsOver(connection))
            {
                Close(connection);
                // Not the caller's token: canceling one caller must not close the connection of the others.
                connection = dialer.OpenAsync(target, before, waits, lifetime.Token);
            }

            current = connection;
        }

        return current.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await lifetime.CancelAsync();
        lock (gate) Close(connection);
        if (before is not null) await before.DisposeAsync();
        lifetime.Dispose();
    }

    private static bool IsOver(Task<SshSession> connection) =>
        connection.IsCompletedSuccessfully
            ? !connection.Result.Client.IsConnected
            : connection.IsCompleted && !(connection.Exception?.InnerException is HostFailureException failure && IsRefusal(failure));

    // Not awaited: disposal blocks, and a lost bastion does not answer.
    private static void Close(Task<SshSession>? connection) => _ = connection?.ContinueWith(
        static opened => DedicatedThread.Run(opened.Result.Dispose),
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnRanToCompletion,
        TaskScheduler.Default);
}

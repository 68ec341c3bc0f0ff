using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Ssh.Bastions;

/// <summary>
/// A host that others are reached through. All of them share one connection to it, which is made when the first needs it:
/// <c>MaxStartups</c> and a guard against many logins see one client, and <c>MaxSessions</c> does not count forwarded connections.
/// </summary>
/// <param name="target">The bastion itself.</param>
/// <param name="before">The bastion that this one is reached through.</param>
/// <param name="dialer">Makes connections.</param>
internal sealed class Bastion(SshTarget target, Bastion? before, Dialer dialer) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource lifetime = new();
    private Task<SshSession>? connection;

    public SshTarget Target => target;

    /// <summary>The last of the bastions that the options name, behind the others; null where they name none.</summary>
    public static Bastion? Chain(SshOptions options, Dialer dialer)
    {
        Bastion? last = null;
        foreach (var jump in options.ProxyJump)
            last = new Bastion(SshTarget.For(jump, options, last?.Target), last, dialer);
        return last;
    }

    /// <summary>It answers, and does not want us.</summary>
    public static bool IsRefusal(HostFailureException failure) =>
        failure.Code == ErrorCode.SshAuthFailed || failure.Code == ErrorCode.SshHostKeyUnknown
        || failure.Code == ErrorCode.SshHostKeyMismatch || failure.Code == ErrorCode.ConfigInvalid;

    /// <summary>The connection, shared. One that was lost is made anew; so is one that failed, unless the bastion refused us: asking again would be an attack to it.</summary>
    /// <param name="waits">Is told what a new connection waits for.</param>
    /// <param name="cancellationToken">Ends the wait, not the connection.</param>
    /// <exception cref="HostFailureException">The bastion's own failure.</exception>
    public Task<SshSession> ConnectAsync(Action<string> waits, CancellationToken cancellationToken)
    {
        Task<SshSession> current;
        lock (gate)
        {
            if (connection is null || IsOver(connection))
            {
                Close(connection);
                // Nobody's token: whoever stops waiting must not take it from the others.
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

    // Blocks, and a bastion that is gone does not answer: nobody waits for it.
    private static void Close(Task<SshSession>? connection) => _ = connection?.ContinueWith(
        static opened => DedicatedThread.Run(opened.Result.Dispose),
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnRanToCompletion,
        TaskScheduler.Default);
}

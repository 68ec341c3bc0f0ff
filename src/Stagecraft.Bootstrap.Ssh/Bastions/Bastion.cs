using System.Globalization;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>
/// A host that other hosts are reached through. They share one connection to it, opened when first needed, so <c>MaxStartups</c>
/// and protection against many logins count a single client. <c>MaxSessions</c> does not count forwarded connections.
/// </summary>
/// <param name="route">How the bastion itself is reached.</param>
/// <param name="dialer">Opens connections.</param>
internal sealed class Bastion(SshRoute route, SshConnectionFactory dialer) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource lifetime = new();
    private Task<SshSession>? connection;

    public SshTarget Target => route.Target;

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
                connection = dialer.OpenAsync(route, waits, lifetime.Token);
            }

            current = connection;
        }

        return current.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await lifetime.CancelAsync();
        lock (gate) Close(connection);
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

/// <summary>A jump host in the syntax of OpenSSH's <c>ProxyJump</c>: <c>[user@]host[:port]</c>, with an IPv6 address in brackets.</summary>
/// <param name="User">Null means the <c>user</c> of the hosts behind it.</param>
/// <param name="Address">A DNS name or an IP address, without brackets.</param>
/// <param name="Port">1 to 65535. Null, the default, means 22.</param>
public sealed record JumpHost(string? User, string Address, int? Port = null)
{
    internal bool IsValid => (User is null || OptionRules.User(User) is null) && HostAddress.IsValid(Address) && (Port is not { } port || OptionRules.IsPort(port));

    /// <summary>In the syntax of OpenSSH.</summary>
    public override string ToString() =>
        (User is null ? "" : $"{User}@") + (Address.Contains(':', StringComparison.Ordinal) ? $"[{Address}]" : Address)
        + (Port is { } port ? string.Create(CultureInfo.InvariantCulture, $":{port}") : "");

    /// <summary>Parses a comma-separated list, in the order of the hops.</summary>
    /// <param name="text">For example <c>ops@bastion.example.com:2222,10.0.0.7</c>.</param>
    /// <returns>The jump hosts, or null if one of them is malformed.</returns>
    public static IReadOnlyList<JumpHost>? ParseList(string text)
    {
        var words = text.Split(',');
        var hosts = words.Select(Parse).OfType<JumpHost>().ToList();
        return hosts.Count == words.Length ? hosts : null;
    }

    private static JumpHost? Parse(string text)
    {
        // A user name may contain '@' (user@example.com@bastion). The last one counts, as in OpenSSH.
        var at = text.LastIndexOf('@');
        var user = at >= 0 ? text[..at].Trim() : null;
        var (address, portText) = Split(text[(at + 1)..].Trim());
        int? port = null;
        if (portText is not null)
        {
            if (!int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
            port = number;
        }

        return new JumpHost(user, address, port) is { IsValid: true } jump ? jump : null;
    }

    private static (string Address, string? Port) Split(string text)
    {
        var colon = text.LastIndexOf(':');
        if (text.StartsWith('['))
        {
            var close = text.IndexOf(']', StringComparison.Ordinal);
            if (close < 0) return ("", null);
            var rest = text[(close + 1)..];
            // Brackets contain an IPv6 address, and only a port may follow.
            if (!text[1..close].Contains(':', StringComparison.Ordinal) || (rest.Length > 0 && rest[0] != ':')) return ("", null);
            return (text[1..close], rest.Length > 0 ? rest[1..] : null);
        }

        // Two colons without brackets are an IPv6 address or a mistake. The last part must not be read as a port.
        if (colon >= 0 && text.IndexOf(':', StringComparison.Ordinal) != colon) return ("", null);
        return colon >= 0 ? (text[..colon], text[(colon + 1)..]) : (text, null);
    }
}

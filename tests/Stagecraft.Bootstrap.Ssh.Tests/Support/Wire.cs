namespace Stagecraft.Bootstrap.Ssh.Tests.Support;

/// <summary>Short helpers for connection tests.</summary>
internal static class Wire
{
    // No test waits for this limit: it is longer than Eventually.Limit.
    private static readonly TimeSpan Patience = 3 * Eventually.Limit;

    /// <summary>Options that do not use files of the account that runs the tests.</summary>
    public static SshOptions Options(Workspace home) => new()
    {
        HomeDirectory = home.Root,
        User = Environment.UserName,
        Port = SharedServer.Port,
        PrivateKeyPath = SharedServer.Sshd.ClientKey,
        ConnectTimeout = Patience,
    };

    public static Host Host(int? port = null, string address = "127.0.0.1") => new() { Id = "h1", PublicIp = address, SshPort = port };

    public static RemoteCommand Command(string line, string input = "", TimeSpan? timeout = null) => new("probe", line, input, timeout ?? Patience);

    public static Task<IHostConnection> ConnectAsync(SshOptions options, Host? host = null, CancellationToken cancellationToken = default) =>
        Eventually.EndsAsync(SshConnector.Create(options).ConnectAsync(host ?? Host(), cancellationToken));

    /// <summary>Connects, runs one command, and closes.</summary>
    public static async Task<CommandResult> RunAsync(SshOptions options, string line = "echo ready", string input = "", Host? host = null)
    {
        await using var connection = await ConnectAsync(options, host);
        return await Eventually.EndsAsync(connection.RunAsync(Command(line, input), CancellationToken.None));
    }

    public static async Task<HostFailureException> FailureAsync(SshOptions options, Host? host = null) =>
        await Assert.ThrowsExactlyAsync<HostFailureException>(async () => await RunAsync(options, host: host));

    /// <summary>
    /// For a limit that must be short, because the test waits for it, and long enough for the work before it. Tries longer
    /// and longer limits, and returns the result of the first that was long enough for this machine.
    /// </summary>
    /// <param name="attempt">Gets a limit in seconds. Null means that it was too short.</param>
    public static async Task<T> WithLimitAsync<T>(Func<int, Task<T?>> attempt)
        where T : class
    {
        for (var seconds = 1; seconds <= Eventually.Limit.TotalSeconds; seconds *= 3)
        {
            if (await attempt(seconds) is { } result) return result;
        }

        throw new AssertFailedException("No limit was long enough.");
    }

    /// <summary>The failure of a connection to a server when the limit for a phase is over.</summary>
    /// <param name="greeting">The server's greeting. After it the server is silent.</param>
    /// <param name="sent">The number of bytes that the server has received from the client in that phase.</param>
    /// <param name="options">With the port of the server.</param>
    /// <param name="host">With the port of the server.</param>
    public static async Task<(HostFailureException Failure, int Port, int Seconds)> OutOfTimeAsync(
        string greeting, int sent, Func<int, SshOptions> options, Func<int, Host> host)
    {
        var end = await WithLimitAsync<Tuple<HostFailureException, int, int>>(async seconds =>
        {
            using var server = new RawServer(greeting);
            // The limit for all phases does not run.
            await using var connector = SshConnector.Create(options(server.Port) with { ConnectTimeout = TimeSpan.FromSeconds(seconds) }, new ManualTime());
            var failure = await Assert.ThrowsExactlyAsync<HostFailureException>(() => Eventually.EndsAsync(connector.ConnectAsync(host(server.Port), CancellationToken.None)));
            return server.Clients(sent) == 1 ? Tuple.Create(failure, server.Port, seconds) : null;
        });
        return (end.Item1, end.Item2, end.Item3);
    }
}

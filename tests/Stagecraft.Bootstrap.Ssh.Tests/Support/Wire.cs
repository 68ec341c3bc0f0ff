namespace Stagecraft.Bootstrap.Ssh.Tests.Support;

/// <summary>Short ways to say what a test does.</summary>
internal static class Wire
{
    // No test waits for this to be over: it is longer than Eventually.Limit, so what ends before that has not ended by it.
    private static readonly TimeSpan Patience = 3 * Eventually.Limit;

    /// <summary>Options that touch nothing of the account that runs the tests.</summary>
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
    /// For a limit that has to be short, because the test waits for it, and long enough for what comes before: tries longer
    /// and longer ones, and returns what came of the first that was long enough for the machine as it is.
    /// </summary>
    /// <param name="attempt">Gets a limit in seconds; null: it was over too early.</param>
    public static async Task<T> WithLimitAsync<T>(Func<int, Task<T?>> attempt)
        where T : class
    {
        for (var seconds = 1; seconds <= Eventually.Limit.TotalSeconds; seconds *= 3)
        {
            if (await attempt(seconds) is { } result) return result;
        }

        throw new AssertFailedException("No limit was long enough.");
    }

    /// <summary>What the connection to a server fails with once the limit for a phase is over.</summary>
    /// <param name="greeting">The server's; then it says nothing more.</param>
    /// <param name="sent">So many bytes the server has from the client in that phase.</param>
    /// <param name="options">With the port of the server.</param>
    /// <param name="host">With the port of the server.</param>
    public static async Task<(HostFailureException Failure, int Port, int Seconds)> OutOfTimeAsync(
        string greeting, int sent, Func<int, SshOptions> options, Func<int, Host> host)
    {
        var end = await WithLimitAsync<Tuple<HostFailureException, int, int>>(async seconds =>
        {
            using var server = new RawServer(greeting);
            // The limit for all phases together stands still.
            await using var connector = SshConnector.Create(options(server.Port) with { ConnectTimeout = TimeSpan.FromSeconds(seconds) }, new ManualTime());
            var failure = await Assert.ThrowsExactlyAsync<HostFailureException>(() => Eventually.EndsAsync(connector.ConnectAsync(host(server.Port), CancellationToken.None)));
            return server.Clients(sent) == 1 ? Tuple.Create(failure, server.Port, seconds) : null;
        });
        return (end.Item1, end.Item2, end.Item3);
    }
}

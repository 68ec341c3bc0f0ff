using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Bootstrap.Remote;
using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Ssh.Tests.Support;

/// <summary>Short ways to say what a test does.</summary>
internal static class Wire
{
    // For a machine that has much else to do.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>Options that touch nothing of the account that runs the tests.</summary>
    public static SshOptions Options(Workspace home) => new()
    {
        HomeDirectory = home.Root,
        User = Environment.UserName,
        Port = SharedServer.Port,
        PrivateKeyPath = SharedServer.Sshd.ClientKey,
        ConnectTimeout = TimeSpan.FromMinutes(1),
    };

    public static Host Host(int? port = null, string address = "127.0.0.1") => new() { Id = "h1", PublicIp = address, SshPort = port };

    public static RemoteCommand Command(string line, string input = "", TimeSpan? timeout = null) => new("probe", line, input, timeout ?? Patience);

    public static Task<IHostConnection> ConnectAsync(SshOptions options, Host? host = null, CancellationToken cancellationToken = default) =>
        SshConnector.Create(options).ConnectAsync(host ?? Host(), cancellationToken);

    /// <summary>Connects, runs one command, and closes.</summary>
    public static async Task<CommandResult> RunAsync(SshOptions options, string line = "echo ready", string input = "", Host? host = null)
    {
        await using var connection = await ConnectAsync(options, host);
        return await connection.RunAsync(Command(line, input), CancellationToken.None);
    }

    public static async Task<HostFailureException> FailureAsync(SshOptions options, Host? host = null) =>
        await Assert.ThrowsExactlyAsync<HostFailureException>(async () => await RunAsync(options, host: host));
}

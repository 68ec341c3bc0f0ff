namespace Stagecraft.Bootstrap;

/// <summary>Opens connections to hosts. Called for many hosts at once.</summary>
public interface IHostConnector
{
    /// <summary>Connects, checks the host key and authenticates, each within the connector's own time limits.</summary>
    /// <exception cref="HostFailureException">One of the <c>ssh_*</c> codes, <c>config_invalid</c> or <c>timed_out</c>.</exception>
    Task<IHostConnection> ConnectAsync(Host host, CancellationToken cancellationToken);

    /// <summary>Like the overload without <paramref name="waits"/>, and reports what the connection waits for, such as a person's confirmation or a host that is booting.</summary>
    Task<IHostConnection> ConnectAsync(Host host, Action<string> waits, CancellationToken cancellationToken) => ConnectAsync(host, cancellationToken);
}

/// <summary>An authenticated connection to one host. One command at a time.</summary>
public interface IHostConnection : IAsyncDisposable
{
    /// <summary>The account that commands run as before any elevation.</summary>
    string User { get; }

    /// <summary>Runs a command until it ends. Returns promptly when canceled, even if the host hangs.</summary>
    /// <exception cref="HostFailureException"><c>ssh_connection_lost</c>, or <c>timed_out</c> when the command exceeded its local timeout.</exception>
    Task<CommandResult> RunAsync(RemoteCommand command, CancellationToken cancellationToken);
}

/// <summary>A command for a transport: a constant command line, and the text to write to its standard input.</summary>
/// <param name="name">For logs and messages.</param>
/// <param name="commandLine">Constant, without parameters and secrets.</param>
/// <param name="input">The text for standard input.</param>
/// <param name="timeout">The local limit.</param>
public sealed class RemoteCommand(string name, string commandLine, string input, TimeSpan timeout)
{
    /// <summary>For logs and messages, for example <c>docker-detect</c>.</summary>
    public string Name { get; } = name;

    /// <summary>Contains no parameters and no secrets, so that every login shell parses it the same way.</summary>
    public string CommandLine { get; } = commandLine;

    /// <summary>The script, its arguments and possibly a secret. Never logged.</summary>
    public string Input { get; } = input;

    /// <summary>The local timeout. The host's own limit ends the command a little earlier.</summary>
    public TimeSpan Timeout { get; } = timeout;

    /// <summary>
    /// Gets standard output in parts as it arrives, on any thread but one part at a time. The memory is valid only during
    /// the call. Null if no one watches. A transport may ignore it: the result has the complete output.
    /// </summary>
    public Action<ReadOnlyMemory<byte>>? Received { get; init; }

    /// <summary>The name. The input is never shown.</summary>
    public override string ToString() => Name;
}

/// <summary>How a remote command ended. A null <paramref name="ExitStatus"/> means that it was killed by <paramref name="ExitSignal"/>.</summary>
/// <param name="ExitStatus">0 to 255, or null.</param>
/// <param name="ExitSignal">For example <c>TERM</c>, or null.</param>
/// <param name="Output">Standard output, at most 1 MiB. Of a longer output, the first and the last 512 KiB.</param>
/// <param name="Error">Standard error, with the same limit.</param>
public sealed record CommandResult(int? ExitStatus, string? ExitSignal, string Output, string Error);

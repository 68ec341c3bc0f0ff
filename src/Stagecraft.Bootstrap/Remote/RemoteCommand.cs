namespace Stagecraft.Bootstrap.Remote;

/// <summary>What a transport needs to know: a constant command line, and what to write to its standard input.</summary>
public sealed class RemoteCommand(string name, string commandLine, string input, TimeSpan timeout)
{
    /// <summary>For logs and messages, for example <c>docker-detect</c>.</summary>
    public string Name { get; } = name;

    /// <summary>Holds no parameter and no secret: any login shell reads it the same way.</summary>
    public string CommandLine { get; } = commandLine;

    /// <summary>The script, its arguments and perhaps a secret: never logged.</summary>
    public string Input { get; } = input;

    /// <summary>When this side gives up. The host's own limit ends the command a little earlier.</summary>
    public TimeSpan Timeout { get; } = timeout;

    public override string ToString() => Name;
}

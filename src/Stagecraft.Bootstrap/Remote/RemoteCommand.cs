namespace Stagecraft.Bootstrap.Remote;

/// <summary>A command for a transport: a constant command line, and the text to write to its standard input.</summary>
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

    public override string ToString() => Name;
}

namespace Stagecraft.Configuration.Cloud;

internal sealed record CommandCloudOptions
{
    /// <summary>The program and its arguments. They are not passed through a shell.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Absolute.</summary>
    public required string WorkingDirectory { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Environment variables that are removed from the environment of the program.</summary>
    public IReadOnlyCollection<string> HiddenVariables { get; init; } = [];

    /// <summary>Replaces secrets in the program's output, before the output is truncated or quoted.</summary>
    public Func<string, string> Mask { get; init; } = text => text;

    /// <summary>The directories to search for programs, in the format of <c>PATH</c>.</summary>
    public string SearchPath { get; init; } = "";
}

namespace Stagecraft.Configuration.Cloud;

internal sealed record CommandCloudOptions
{
    /// <summary>The program and its arguments. No shell reads them.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Absolute.</summary>
    public required string WorkingDirectory { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Environment variables that the program does not get.</summary>
    public IReadOnlyCollection<string> HiddenVariables { get; init; } = [];

    /// <summary>Makes what the program prints fit to be shown: replaces secrets, before anything is cut off or quoted.</summary>
    public Func<string, string> Mask { get; init; } = text => text;

    /// <summary>Where programs are looked for, as <c>PATH</c> lists it.</summary>
    public string SearchPath { get; init; } = "";
}

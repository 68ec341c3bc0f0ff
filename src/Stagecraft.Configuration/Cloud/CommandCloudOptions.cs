namespace Stagecraft.Configuration.Cloud;

internal sealed record CommandCloudOptions
{
    /// <summary>The program and its arguments. No shell reads them.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Absolute.</summary>
    public required string WorkingDirectory { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Where programs are looked for, as <c>PATH</c> lists it.</summary>
    public string SearchPath { get; init; } = "";
}

namespace Stagecraft.Lab.Tests.Chaos;

/// <summary>The size of the tests. CI uses the defaults. <c>build/chaos</c> sets other values.</summary>
internal static class ChaosSettings
{
    /// <summary>The seed of all random values.</summary>
    public static int Seed { get; } = int.Parse(Read("SEED") ?? "20261124");

    /// <summary>The number of connections to cut.</summary>
    public static int KillPoints { get; } = int.Parse(Read("KILL_POINTS") ?? "18");

    /// <summary>The single point to test, in the form that a failure prints.</summary>
    public static string? KillPoint { get; } = Read("KILL_POINT");

    /// <summary>How often the tool is killed, each time with all hosts in progress.</summary>
    public static int ToolKills { get; } = int.Parse(Read("TOOL_KILLS") ?? "1");

    /// <summary>The number of bootstraps of ready hosts in the soak.</summary>
    public static int Soak { get; } = int.Parse(Read("SOAK") ?? "300");

    /// <summary>A file to which outcomes are appended.</summary>
    public static string? Log { get; } = Read("LOG");

    private static string? Read(string name) => Environment.GetEnvironmentVariable("STAGECRAFT_CHAOS_" + name) is { Length: > 0 } value ? value : null;
}

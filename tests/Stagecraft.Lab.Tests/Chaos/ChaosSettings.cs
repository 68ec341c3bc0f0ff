namespace Stagecraft.Lab.Tests.Chaos;

/// <summary>How much is tried. What CI runs are the defaults; <c>build/chaos</c> sets the rest.</summary>
internal static class ChaosSettings
{
    /// <summary>Everything random follows from it.</summary>
    public static int Seed { get; } = int.Parse(Read("SEED") ?? "20261124");

    /// <summary>How many connections are cut.</summary>
    public static int KillPoints { get; } = int.Parse(Read("KILL_POINTS") ?? "18");

    /// <summary>The one point to try, as a failure printed it.</summary>
    public static string? KillPoint { get; } = Read("KILL_POINT");

    /// <summary>How often the tool is killed, each time with all hosts in flight.</summary>
    public static int ToolKills { get; } = int.Parse(Read("TOOL_KILLS") ?? "1");

    /// <summary>How many bootstraps of ready hosts the soak takes.</summary>
    public static int Soak { get; } = int.Parse(Read("SOAK") ?? "300");

    /// <summary>A file that outcomes are added to as they come.</summary>
    public static string? Log { get; } = Read("LOG");

    private static string? Read(string name) => Environment.GetEnvironmentVariable("STAGECRAFT_CHAOS_" + name) is { Length: > 0 } value ? value : null;
}

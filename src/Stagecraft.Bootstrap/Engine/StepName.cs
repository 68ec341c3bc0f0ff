namespace Stagecraft.Bootstrap;

/// <summary>The steps of a host's sequence, as reports name them.</summary>
internal static class StepName
{
    public const string Connect = "connect";
    public const string Preflight = "preflight";
    public const string Docker = "docker";
    public const string NetworkInstall = "network-install";
    public const string NetworkJoin = "network-join";
    public const string NetworkLeave = "network-leave";

    /// <summary>The steps that make a host ready, in the order in which they run.</summary>
    public static IReadOnlyList<string> All { get; } = [Connect, Preflight, Docker, NetworkInstall, NetworkJoin];

    /// <summary>The steps that take a host out of its network.</summary>
    public static IReadOnlyList<string> OfLeave { get; } = [Connect, Preflight, NetworkLeave];

    /// <summary>The next of the steps that make a host ready. Null after the last one.</summary>
    public static string? After(string step) => All.SkipWhile(name => name != step).Skip(1).FirstOrDefault();
}

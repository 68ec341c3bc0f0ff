using System.Globalization;

namespace Stagecraft.Bootstrap;

/// <summary>The shell functions for package work (<c>apt.sh</c>), for the scripts of steps and providers.</summary>
internal static class AptLibrary
{
    public static string Text { get; } = RemoteScript.Read(typeof(AptLibrary).Assembly, "apt");

    /// <summary>The arguments of <c>apt_begin</c>, in seconds: the limits for waiting for other programs and for each operation.</summary>
    public static string[] Limits(BootstrapTimeouts timeouts) => [ScriptLimit.Argument(timeouts.Settle), ScriptLimit.Argument(timeouts.Install)];

    /// <summary>The limit for a script that waits for other programs and then installs.</summary>
    public static TimeSpan Timeout(BootstrapTimeouts timeouts) => timeouts.Settle + timeouts.Install;

    /// <summary>Adds a warning for each failure that did not prevent the installation, such as another package or a hook.</summary>
    public static void Warn(HostSession session, ScriptAnswer made)
    {
        for (var i = 1; made.TryGet($"warning_{i}", out var detail); i++)
            session.Warn($"The packages are installed, but apt-get failed: {SafeText.Line(detail).TrimEnd('.')}. Fix this on the host, because it may block later package operations.");
    }
}

/// <summary>A time limit in whole seconds, rounded up, and at least 1: for timeout(1) and systemd, 0 means no limit.</summary>
internal static class ScriptLimit
{
    public static string Argument(TimeSpan limit) => Seconds(limit).ToString(CultureInfo.InvariantCulture);

    internal static long Seconds(TimeSpan limit) => Math.Max(1, (long)Math.Ceiling(limit.TotalSeconds));
}

/// <summary>The shell functions for systemd's units (<c>unit.sh</c>), for the scripts of steps and providers.</summary>
internal static class UnitLibrary
{
    public static string Text { get; } = RemoteScript.Read(typeof(UnitLibrary).Assembly, "unit");
}

using System.Globalization;
using Stagecraft.Bootstrap.Engine;
using Stagecraft.Bootstrap.Remote;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Platform;

/// <summary>The shell functions for package work (<c>apt.sh</c>), for the scripts of steps and providers.</summary>
public static class AptLibrary
{
    public static string Text { get; } = RemoteScript.Read(typeof(AptLibrary).Assembly, "apt");

    /// <summary>The arguments of <c>apt_begin</c>: how long to wait for others, and for each operation; in seconds.</summary>
    public static string[] Limits(BootstrapTimeouts timeouts) => [Seconds(timeouts.Settle), Seconds(timeouts.Install)];

    /// <summary>For a script that waits for others and then installs.</summary>
    public static TimeSpan Timeout(BootstrapTimeouts timeouts) => timeouts.Settle + timeouts.Install;

    /// <summary>Reports as warnings of the host what failed although the packages were installed: another package or a hook.</summary>
    public static void Warn(HostSession session, ScriptAnswer made)
    {
        for (var i = 1; made.TryGet($"warning_{i}", out var detail); i++)
            session.Warn($"What was to be installed is installed, but apt-get failed: {SafeText.Line(detail).TrimEnd('.')}. Fix this on the host: it may stop later package operations.");
    }

    /// <summary>A limit as a script's argument, at least 1: timeout(1) and systemd take 0 for no limit at all.</summary>
    internal static string Seconds(TimeSpan limit) =>
        Math.Max(1, (long)Math.Ceiling(limit.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using Stagecraft.Bootstrap.Engine;
using Stagecraft.Bootstrap.Remote;

namespace Stagecraft.Bootstrap.Platform;

/// <summary>The shell functions for package work (<c>apt.sh</c>), for the scripts of steps and providers.</summary>
public static class AptLibrary
{
    public static string Text { get; } = RemoteScript.Read(typeof(AptLibrary).Assembly, "apt");

    /// <summary>The arguments of <c>apt_begin</c>: how long to wait for others, and for each operation; in seconds.</summary>
    public static string[] Limits(BootstrapTimeouts timeouts) => [Seconds(timeouts.Settle), Seconds(timeouts.Install)];

    private static string Seconds(TimeSpan limit) => ((long)limit.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}

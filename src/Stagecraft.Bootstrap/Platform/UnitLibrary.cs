using Stagecraft.Bootstrap.Remote;

namespace Stagecraft.Bootstrap.Platform;

/// <summary>The shell functions for systemd's units (<c>unit.sh</c>), for the scripts of steps and providers.</summary>
public static class UnitLibrary
{
    public static string Text { get; } = RemoteScript.Read(typeof(UnitLibrary).Assembly, "unit");
}

using System.Diagnostics;

namespace Stagecraft.Lab.Tests;

internal static class Signals
{
    /// <summary>The signal of Ctrl-C.</summary>
    public static async Task InterruptAsync(Process process)
    {
        using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        await kill.WaitForExitAsync();
    }
}

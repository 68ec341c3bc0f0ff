using Spectre.Console;

namespace Stagecraft.Bootstrap.Tool.Live;

/// <summary>Enables escape sequences in Windows consoles. Very old consoles do not support them.</summary>
internal static class WindowsConsole
{
    /// <summary>Enables escape sequences and returns whether the console supports them. On other systems, always true.</summary>
    public static bool TakesEscapes(Func<TextWriter> console) => !OperatingSystem.IsWindows() || AnsiCapabilities.Create(console()).Ansi;
}

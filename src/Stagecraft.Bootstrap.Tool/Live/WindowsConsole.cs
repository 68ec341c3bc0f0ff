using Spectre.Console;

namespace Stagecraft.Bootstrap.Tool.Live;

/// <summary>Consoles of Windows take escape sequences only once they are asked to; very old ones never.</summary>
internal static class WindowsConsole
{
    /// <summary>Asks the console to. Everywhere else a terminal takes them, and nothing is touched.</summary>
    public static bool TakesEscapes(Func<TextWriter> console) => !OperatingSystem.IsWindows() || AnsiCapabilities.Create(console()).Ansi;
}

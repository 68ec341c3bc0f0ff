using Spectre.Console;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>The console window of this process.</summary>
internal static class ConsoleWindow
{
    // The traditional terminal size.
    private static readonly TerminalSize Unknown = new(80, 24);

    public static TerminalSize Size()
    {
        try
        {
            return Console.WindowWidth > 0 && Console.WindowHeight > 0 ? new TerminalSize(Console.WindowWidth, Console.WindowHeight) : Unknown;
        }
        catch (IOException)
        {
            return Unknown;
        }
    }
}

/// <summary>A window's size in characters.</summary>
internal sealed record TerminalSize(int Width, int Height);

/// <summary>Enables escape sequences in Windows consoles. Very old consoles do not support them.</summary>
internal static class WindowsConsole
{
    /// <summary>Enables escape sequences and returns whether the console supports them. On other systems, always true.</summary>
    public static bool TakesEscapes(Func<TextWriter> console) => !OperatingSystem.IsWindows() || AnsiCapabilities.Create(console()).Ansi;
}

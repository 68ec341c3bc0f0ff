namespace Stagecraft.Bootstrap.Tool.Live;

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

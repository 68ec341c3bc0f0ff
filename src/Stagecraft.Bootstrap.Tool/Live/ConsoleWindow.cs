namespace Stagecraft.Bootstrap.Tool.Live;

/// <summary>The window that this process runs in.</summary>
internal static class ConsoleWindow
{
    // What terminals were before they could tell.
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

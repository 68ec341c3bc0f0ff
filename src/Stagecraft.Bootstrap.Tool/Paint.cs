using Stagecraft.Bootstrap.Reporting;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>Colours for the words of a state, where a terminal shows them.</summary>
internal static class Paint
{
    private const string Reset = "\u001b[0m";

    public static Func<HostState, string, string>? For(bool colors) => colors ? Dress : null;

    private static string Dress(HostState state, string word)
    {
        var color = state switch
        {
            HostState.Ready => "\u001b[32m",
            HostState.Failed => "\u001b[31m",
            _ => "\u001b[33m",
        };
        return $"{color}{word}{Reset}";
    }
}

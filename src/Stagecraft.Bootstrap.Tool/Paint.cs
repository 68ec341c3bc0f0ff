using Stagecraft.Bootstrap.Reports;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>Colors the words for a host state on terminals.</summary>
internal static class Paint
{
    private const string Reset = "\u001b[0m";
    private const string Green = "\u001b[32m";
    private const string Red = "\u001b[31m";
    private const string Yellow = "\u001b[33m";

    /// <summary>Removes these colors from a text.</summary>
    public static string Remove(string text) => !text.Contains('\u001b', StringComparison.Ordinal) ? text : text
        .Replace(Reset, "", StringComparison.Ordinal)
        .Replace(Green, "", StringComparison.Ordinal)
        .Replace(Red, "", StringComparison.Ordinal)
        .Replace(Yellow, "", StringComparison.Ordinal);

    public static string Good(string text) => $"{Green}{text}{Reset}";

    public static string Bad(string text) => $"{Red}{text}{Reset}";

    public static Func<HostState, string, string>? For(bool colors) => colors ? Dress : null;

    private static string Dress(HostState state, string word)
    {
        var color = state switch
        {
            HostState.Ready or HostState.NotJoined => Green,
            HostState.Failed => Red,
            _ => Yellow,
        };
        return $"{color}{word}{Reset}";
    }
}

using System.Buffers;
using System.Text;

namespace Stagecraft.Bootstrap.Text;

/// <summary>Makes text that came from a host, a file or a person fit to print: no escapes, no line breaks, bounded.</summary>
public static class SafeText
{
    private const int MaxLength = 1000;

    // What needs a closer look; nearly all text has none of it.
    private static readonly SearchValues<char> Suspect = SearchValues.Create(
        [.. Enumerable.Range(0, char.MaxValue + 1).Select(i => (char)i).Where(c => IsUnsafe(c) || char.IsSurrogate(c))]);

    /// <summary>One printable line of at most 1,000 characters; each run of control characters becomes one space, half a character <c>U+FFFD</c>.</summary>
    public static string Line(string? text) => Clean(text, MaxLength);

    /// <summary>As <see cref="Line"/>, of any length.</summary>
    public static string WholeLine(string? text) => Clean(text, int.MaxValue);

    private static string Clean(string? text, int maxLength)
    {
        var line = text.AsSpan().Trim();
        if (line.Length <= maxLength && !line.ContainsAny(Suspect) && !IsWorkflowCommand(line) && !line.Contains("##", StringComparison.Ordinal))
            return line.Length == text?.Length ? text : line.ToString();

        var clean = new StringBuilder(Math.Min(line.Length, maxLength) + 4);
        for (var i = 0; i < line.Length && clean.Length < maxLength; i++)
        {
            if (IsUnsafe(line[i]))
            {
                if (clean.Length > 0 && clean[^1] != ' ') clean.Append(' ');
            }
            else if (i + 1 < line.Length && char.IsSurrogatePair(line[i], line[i + 1]))
                clean.Append(line[i]).Append(line[++i]);
            else if (char.IsSurrogate(line[i]))
                clean.Append('\ufffd');
            else
                clean.Append(line[i] == '#' && clean.Length > 0 && clean[^1] == '#' ? " #" : line[i].ToString());
        }

        if (clean.Length >= maxLength)
        {
            clean.Length = maxLength;
            // Half a character is no text.
            if (char.IsHighSurrogate(clean[^1])) clean.Length--;
            clean.Append('…');
        }

        var result = clean.ToString().Trim();
        return IsWorkflowCommand(result) ? "'" + result : result;
    }

    // A CI runner executes a log line that starts like this, and one that holds ##[ or ##vso[ anywhere:
    // https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    // https://github.com/microsoft/azure-pipelines-tasks/blob/master/docs/authoring/commands.md
    private static bool IsWorkflowCommand(ReadOnlySpan<char> line) => line.StartsWith("::", StringComparison.Ordinal);

    // Beyond controls: the separators that end a line in some readers, the marks that reverse what a reader sees, and what is
    // no character at all (XML has no way to write U+FFFE and U+FFFF).
    private static bool IsUnsafe(char c) =>
        char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\ufeff' or '\ufffe' or '\uffff';
}

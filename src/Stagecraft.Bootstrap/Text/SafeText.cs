using System.Buffers;
using System.Text;

namespace Stagecraft.Bootstrap.Text;

/// <summary>Makes text that came from a host, a file or a person fit to print: no escapes, no line breaks, bounded.</summary>
public static class SafeText
{
    private const int MaxLength = 1000;

    // Beyond controls: the separators that end a line in some readers, and the marks that reverse what a reader sees.
    private static readonly SearchValues<char> Unsafe = SearchValues.Create(
        [.. Enumerable.Range(0, char.MaxValue + 1).Select(i => (char)i).Where(IsUnsafe)]);

    /// <summary>One printable line of at most 1,000 characters; each run of control characters becomes one space.</summary>
    public static string Line(string? text)
    {
        var line = text.AsSpan().Trim();
        if (line.Length <= MaxLength && !line.ContainsAny(Unsafe) && !IsWorkflowCommand(line) && !line.Contains("##", StringComparison.Ordinal))
            return line.Length == text?.Length ? text : line.ToString();

        var clean = new StringBuilder(Math.Min(line.Length, MaxLength) + 4);
        for (var i = 0; i < line.Length && clean.Length < MaxLength; i++)
        {
            if (!IsUnsafe(line[i])) clean.Append(line[i] == '#' && clean.Length > 0 && clean[^1] == '#' ? " #" : line[i].ToString());
            else if (clean.Length > 0 && clean[^1] != ' ') clean.Append(' ');
        }

        if (clean.Length >= MaxLength)
        {
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

    private static bool IsUnsafe(char c) =>
        char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\ufeff';
}

using System.Buffers;
using System.Globalization;
using System.Text;

namespace Stagecraft.Bootstrap.Text;

/// <summary>Makes text that came from a host, a file or a person fit to print: no escapes, nothing invisible, no line breaks, bounded.</summary>
public static class SafeText
{
    private const int MaxLength = 1000;

    // Also surrogates: whether a pair is printable, or a pair at all, takes a closer look.
    private static readonly SearchValues<char> Suspicious = SearchValues.Create(
        [.. Enumerable.Range(0, char.MaxValue + 1).Select(i => (char)i).Where(c => char.IsSurrogate(c) || IsUnsafe(CharUnicodeInfo.GetUnicodeCategory(c), c))]);

    /// <summary>One printable line of at most 1,000 characters; each run of unprintable characters becomes one space, half a character <c>U+FFFD</c>.</summary>
    public static string Line(string? text) => Clean(text, MaxLength);

    /// <summary>As <see cref="Line"/>, of any length.</summary>
    public static string WholeLine(string? text) => Clean(text, int.MaxValue);

    /// <summary>As <see cref="WholeLine"/>, with the spaces that a line begins and ends with.</summary>
    public static string Indented(string line)
    {
        var text = line.Trim(' ');
        var clean = WholeLine(text);
        return clean == text ? line : string.Concat(line.AsSpan(0, line.Length - line.TrimStart(' ').Length), clean);
    }

    /// <summary>As <see cref="Indented"/>, of each line. Where lines end is the only thing that is kept beside printable text.</summary>
    public static string Lines(string text) =>
        text.Contains('\n', StringComparison.Ordinal) ? string.Join('\n', text.Split('\n').Select(Indented)) : Indented(text);

    /// <summary>An address that somebody wrote, without what may be a password in it: <c>USER:PASSWORD@</c>, <c>https://TOKEN@</c>, and what is after a <c>?</c>.</summary>
    public static string Url(string text)
    {
        var question = text.IndexOf('?', StringComparison.Ordinal);
        if (question >= 0) text = text[..question] + "?" + Redactor.Mask;
        var at = text.LastIndexOf('@');
        return Line(at >= 0 && text.IndexOf(':', 0, at) >= 0 ? Redactor.Mask + text[at..] : text);
    }

    /// <summary>JSON that means the same to a program, and in which nothing is invisible or a runner's command.</summary>
    public static string Json(string json)
    {
        var clean = new StringBuilder(json.Length);
        foreach (var c in json)
        {
            // All that a JSON writer leaves outside of texts is plain, but for the ends of its lines.
            var unsafeHere = c == '#' ? clean.Length > 0 && clean[^1] == '#' : c != '\n' && !char.IsSurrogate(c) && Suspicious.Contains(c);
            if (unsafeHere) clean.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else clean.Append(c);
        }

        return clean.ToString();
    }

    private static string Clean(string? text, int maxLength)
    {
        var line = text.AsSpan().Trim();
        if (line.Length <= maxLength && !line.ContainsAny(Suspicious) && !IsWorkflowCommand(line) && !line.Contains("##", StringComparison.Ordinal))
            return line.Length == text?.Length ? text : line.ToString();

        var clean = new StringBuilder(Math.Min(line.Length, maxLength) + 4);
        foreach (var rune in line.EnumerateRunes())
        {
            // Half a character is no text: a pair goes in whole or not at all.
            if (clean.Length + rune.Utf16SequenceLength > maxLength)
            {
                clean.Append('…');
                break;
            }

            if (IsUnsafe(Rune.GetUnicodeCategory(rune), rune.Value)) AppendSpace(clean);
            else clean.Append(rune.Value == '#' && clean.Length > 0 && clean[^1] == '#' ? " #" : rune.ToString());
        }

        var result = clean.ToString().Trim();
        return IsWorkflowCommand(result) ? "'" + result : result;
    }

    private static void AppendSpace(StringBuilder clean)
    {
        if (clean.Length > 0 && clean[^1] != ' ') clean.Append(' ');
    }

    // A CI runner executes a log line that starts with two colons, and one that holds ##[ or ##vso[ anywhere. One colon
    // is enough here, because what follows in the line may begin with another.
    // https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    // https://github.com/microsoft/azure-pipelines-tasks/blob/master/docs/authoring/commands.md
    private static bool IsWorkflowCommand(ReadOnlySpan<char> line) => line is [':', ..];

    // Format characters are invisible, or turn around what a reader sees; the last two of each plane are no characters
    // (XML has no way to say them). https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
    private static bool IsUnsafe(UnicodeCategory category, int value) =>
        category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || (value & 0xFFFE) == 0xFFFE;
}

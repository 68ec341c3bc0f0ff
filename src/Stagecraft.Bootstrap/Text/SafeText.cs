using System.Globalization;
using System.Text;

namespace Stagecraft.Bootstrap;

/// <summary>Makes untrusted text printable: removes escape sequences, invisible characters and line breaks, and limits the length.</summary>
internal static class SafeText
{
    private const int MaxLength = 1000;

    /// <summary>One printable line of at most 1,000 characters. Each sequence of unprintable characters becomes one space, and an unpaired surrogate becomes <c>U+FFFD</c>.</summary>
    public static string Line(string? text) => Clean(text, MaxLength);

    /// <summary>The last line that matches and is not blank, as <see cref="Line"/>. Null if there is none.</summary>
    public static string? LastLine(string text, Func<string, bool>? matches = null) =>
        text.Split('\n').LastOrDefault(line => matches?.Invoke(line) != false && Line(line).Length > 0) is { } line ? Line(line) : null;

    /// <summary>Like <see cref="Line"/>, without a length limit.</summary>
    public static string WholeLine(string? text) => Clean(text, int.MaxValue);

    /// <summary>Like <see cref="WholeLine"/>, but keeps leading spaces.</summary>
    public static string Indented(string line)
    {
        var text = line.Trim(' ');
        var clean = WholeLine(text);
        return clean == text ? line : string.Concat(line.AsSpan(0, line.Length - line.TrimStart(' ').Length), clean);
    }

    /// <summary>Applies <see cref="Indented"/> to each line, and keeps the line breaks.</summary>
    public static string Lines(string text) =>
        text.Contains('\n', StringComparison.Ordinal) ? string.Join('\n', text.Split('\n').Select(Indented)) : Indented(text);

    /// <summary>An address without the parts that may be a password: <c>USER:PASSWORD@</c>, <c>https://TOKEN@</c>, and the text after a <c>?</c>.</summary>
    public static string Url(string text)
    {
        var question = text.IndexOf('?', StringComparison.Ordinal);
        if (question >= 0) text = text[..question] + "?" + Redactor.Mask;
        var at = text.LastIndexOf('@');
        return Line(at >= 0 && text.IndexOf(':', 0, at) >= 0 ? Redactor.Mask + text[at..] : text);
    }

    /// <summary>Equivalent JSON without invisible characters and without CI runner commands.</summary>
    public static string Json(string json)
    {
        var clean = new StringBuilder(json.Length);
        foreach (var c in json)
        {
            // Outside of strings, a JSON writer writes only plain characters and line breaks.
            var unsafeHere = c == '#' ? clean.Length > 0 && clean[^1] == '#' : c != '\n' && !char.IsSurrogate(c) && IsUnsafe(CharUnicodeInfo.GetUnicodeCategory(c), c);
            if (unsafeHere) clean.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else clean.Append(c);
        }

        return clean.ToString();
    }

    private static string Clean(string? text, int maxLength)
    {
        var line = text.AsSpan().Trim();
        if (line.Length <= maxLength && !line.ContainsAnyExceptInRange(' ', '~') && !IsWorkflowCommand(line) && !line.Contains("##", StringComparison.Ordinal))
            return line.Length == text?.Length ? text : line.ToString();

        var clean = new StringBuilder(Math.Min(line.Length, maxLength) + 4);
        foreach (var rune in line.EnumerateRunes())
        {
            // Does not split a surrogate pair.
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

    // A CI runner executes a log line that starts with two colons, or that contains ##[ or ##vso[. One colon is enough
    // here, because the next part of the line may begin with another.
    // https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    // https://github.com/microsoft/azure-pipelines-tasks/blob/master/docs/authoring/commands.md
    private static bool IsWorkflowCommand(ReadOnlySpan<char> line) => line is [':', ..];

    // Format characters are invisible or change the order of the text. The last two code points of each plane are not
    // characters, and XML cannot represent them. https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
    private static bool IsUnsafe(UnicodeCategory category, int value) =>
        category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || (value & 0xFFFE) == 0xFFFE;
}

using System.Globalization;
using System.Text;

namespace Stagecraft.Hostile.Tests.Fuzzing;

/// <summary>The rules for a line that people, terminals and build servers read.</summary>
internal static class Printable
{
    // The limit of one quoted text. A line has several.
    public const int MaxQuoted = 1002;

    /// <summary>One line without invisible characters, bidirectional controls, or commands to a terminal or a build server.</summary>
    public static void Assert(string line)
    {
        foreach (var rune in line.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                throw new AssertFailedException($"U+{rune.Value:X4} in: {line}");
        }

        if (line.StartsWith("::", StringComparison.Ordinal) || line.Contains("##", StringComparison.Ordinal))
            throw new AssertFailedException($"an order to a build server: {line}");
        // A lone surrogate is replaced.
        if (Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(line)) != line) throw new AssertFailedException($"no Unicode: {line}");
    }
}

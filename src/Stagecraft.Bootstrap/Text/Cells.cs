using System.Globalization;
using System.Text;

namespace Stagecraft.Bootstrap;

/// <summary>Measures and cuts text in terminal columns. Characters of some scripts need two columns; combining characters need none.</summary>
/// <remarks>A grapheme cluster, such as a letter with its accents, is never split.</remarks>
internal static class Cells
{
    public const string Ellipsis = "…";

    /// <summary>For terminals that show only ASCII.</summary>
    public const string AsciiEllipsis = "...";

    // Code points that need two columns: https://www.unicode.org/Public/UCD/latest/ucd/EastAsianWidth.txt (W and F).
    private static readonly (int First, int Last)[] Wide =
    [
        (0x1100, 0x115F), (0x231A, 0x231B), (0x2329, 0x232A), (0x23E9, 0x23EC), (0x23F0, 0x23F0), (0x23F3, 0x23F3),
        (0x25FD, 0x25FE), (0x2614, 0x2615), (0x2630, 0x2637), (0x2648, 0x2653), (0x267F, 0x267F), (0x268A, 0x268F),
        (0x2693, 0x2693), (0x26A1, 0x26A1), (0x26AA, 0x26AB), (0x26BD, 0x26BE), (0x26C4, 0x26C5), (0x26CE, 0x26CE),
        (0x26D4, 0x26D4), (0x26EA, 0x26EA), (0x26F2, 0x26F3), (0x26F5, 0x26F5), (0x26FA, 0x26FA), (0x26FD, 0x26FD),
        (0x2705, 0x2705), (0x270A, 0x270B), (0x2728, 0x2728), (0x274C, 0x274C), (0x274E, 0x274E), (0x2753, 0x2755),
        (0x2757, 0x2757), (0x2795, 0x2797), (0x27B0, 0x27B0), (0x27BF, 0x27BF), (0x2B1B, 0x2B1C), (0x2B50, 0x2B50),
        (0x2B55, 0x2B55), (0x2E80, 0x303E), (0x3041, 0x3247), (0x3250, 0xA4C6), (0xA960, 0xA97C), (0xAC00, 0xD7A3),
        (0xF900, 0xFAD9), (0xFE10, 0xFE19), (0xFE30, 0xFE6B), (0xFF01, 0xFF60), (0xFFE0, 0xFFE6), (0x16FE0, 0x18D08),
        (0x1AFF0, 0x1B2FB), (0x1D300, 0x1D356), (0x1D360, 0x1D376), (0x1F004, 0x1F004), (0x1F0CF, 0x1F0CF), (0x1F18E, 0x1F18E),
        (0x1F191, 0x1F19A), (0x1F200, 0x1F265), (0x1F300, 0x1F320), (0x1F32D, 0x1F335), (0x1F337, 0x1F37C), (0x1F37E, 0x1F393),
        (0x1F3A0, 0x1F3CA), (0x1F3CF, 0x1F3D3), (0x1F3E0, 0x1F3F0), (0x1F3F4, 0x1F3F4), (0x1F3F8, 0x1F43E), (0x1F440, 0x1F440),
        (0x1F442, 0x1F4FC), (0x1F4FF, 0x1F53D), (0x1F54B, 0x1F54E), (0x1F550, 0x1F567), (0x1F57A, 0x1F57A), (0x1F595, 0x1F596),
        (0x1F5A4, 0x1F5A4), (0x1F5FB, 0x1F64F), (0x1F680, 0x1F6C5), (0x1F6CC, 0x1F6CC), (0x1F6D0, 0x1F6D2), (0x1F6D5, 0x1F6DF),
        (0x1F6EB, 0x1F6EC), (0x1F6F4, 0x1F6FC), (0x1F7E0, 0x1F7F0), (0x1F90C, 0x1F93A), (0x1F93C, 0x1F945), (0x1F947, 0x1F9FF),
        (0x1FA70, 0x1FAF8), (0x20000, 0x3FFFD),
    ];

    private static readonly Rune EmojiPresentation = new(0xFE0F);

    public static int Of(string text)
    {
        if (Ascii.IsValid(text)) return text.Length;
        var width = 0;
        for (var start = 0; start < text.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(text, start);
            width += OfCluster(text.AsSpan(start, length));
            start += length;
        }

        return width;
    }

    /// <summary>The text in exactly <paramref name="width"/> columns: padded, or cut with an ellipsis.</summary>
    public static string Fit(string text, int width, string ellipsis = Ellipsis) => Pad(Cut(text, width, ellipsis), width);

    /// <summary>The text with spaces up to <paramref name="width"/> columns.</summary>
    public static string Pad(string text, int width) => text + new string(' ', Math.Max(0, width - Of(text)));

    /// <summary>The text in at most <paramref name="width"/> columns.</summary>
    public static string Cut(string text, int width, string ellipsis = Ellipsis)
    {
        if (width <= 0) return "";
        if (Of(text) <= width) return text;
        return width <= ellipsis.Length ? ellipsis[..width] : Start(text, width - ellipsis.Length) + ellipsis;
    }

    /// <summary>The text in at most <paramref name="width"/> columns, shortened in the middle.</summary>
    /// <remarks>The start of a host's name shows its purpose, and the end distinguishes it from others.</remarks>
    public static string Shorten(string text, int width, string ellipsis = Ellipsis)
    {
        if (Of(text) <= width) return text;
        var start = (width - ellipsis.Length + 1) / 2;
        return Start(text, start) + ellipsis + End(text, width - ellipsis.Length - start);
    }

    // The longest part at the start that fits.
    private static string Start(string text, int width)
    {
        var end = 0;
        while (end < text.Length)
        {
            var length = StringInfo.GetNextTextElementLength(text, end);
            width -= OfCluster(text.AsSpan(end, length));
            if (width < 0) break;
            end += length;
        }

        return text[..end];
    }

    private static string End(string text, int width)
    {
        var starts = StringInfo.ParseCombiningCharacters(text);
        var from = text.Length;
        for (var i = starts.Length - 1; i >= 0; i--)
        {
            width -= OfCluster(text.AsSpan(starts[i], from - starts[i]));
            if (width < 0) break;
            from = starts[i];
        }

        return text[from..];
    }

    // A skin tone changes the color of the emoji before it, and takes no columns.
    private static int OfCluster(ReadOnlySpan<char> cluster)
    {
        var width = 0;
        foreach (var rune in cluster.EnumerateRunes())
        {
            if (rune == EmojiPresentation) width = Math.Max(width, 2);
            else if (width == 0 || rune.Value is not (>= 0x1F3FB and <= 0x1F3FF)) width += Of(rune);
        }

        return width;
    }

    private static int Of(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.Control
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => 0,
        // The vowels and final consonants of a Hangul syllable that is written as several characters.
        _ when rune.Value is (>= 0x1160 and <= 0x11FF) or (>= 0xD7B0 and <= 0xD7FB) => 0,
        _ => IsWide(rune.Value) ? 2 : 1,
    };

    private static bool IsWide(int value)
    {
        var (low, high) = (0, Wide.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (value > Wide[middle].Last) low = middle + 1;
            else if (value < Wide[middle].First) high = middle - 1;
            else return true;
        }

        return false;
    }
}

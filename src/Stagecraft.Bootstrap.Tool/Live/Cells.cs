using System.Text;
using Spectre.Console.Rendering;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>Measures text in terminal columns. Characters of some scripts need two columns; combining characters need none.</summary>
internal static class Cells
{
    public static int Of(string text) => new Segment(text).CellCount();

    /// <summary>The text in exactly <paramref name="width"/> columns: padded, or cut with an ellipsis.</summary>
    public static string Fit(string text, int width)
    {
        var cut = Cut(text, width);
        return cut + new string(' ', width - Of(cut));
    }

    /// <summary>The text in at most <paramref name="width"/> columns.</summary>
    public static string Cut(string text, int width)
    {
        if (width <= 0) return "";
        if (Of(text) <= width) return text;

        var cut = new StringBuilder();
        var left = width - 1;
        foreach (var rune in text.EnumerateRunes())
        {
            left -= Of(rune.ToString());
            if (left < 0) break;
            cut.Append(rune);
        }

        return cut.Append('…').ToString();
    }
}

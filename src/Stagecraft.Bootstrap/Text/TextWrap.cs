using System.Text;

namespace Stagecraft.Bootstrap;

/// <summary>Breaks text into lines at spaces. A word is never split, so that an address or a command can be copied.</summary>
internal static class TextWrap
{
    // In a very narrow window, a deeper indent leaves no space for text.
    private const int MinTextWidth = 20;

    /// <summary>Appends one paragraph.</summary>
    /// <param name="output">Receives at least one line, each with a line feed.</param>
    /// <param name="indent">The beginning of the first line. May contain text.</param>
    /// <param name="text">One line. Two or more spaces in it are kept if they do not end a line.</param>
    /// <param name="hanging">The number of spaces before the following lines.</param>
    /// <param name="width">The width in columns. Null does not wrap.</param>
    public static void AppendWrapped(this StringBuilder output, string indent, string text, int hanging, int? width)
    {
        output.Append(indent);
        if (width is not { } columns)
        {
            output.Append(text).Append('\n');
            return;
        }

        columns = Math.Max(columns, Math.Max(hanging, Cells.Of(indent)) + MinTextWidth);
        var used = Cells.Of(indent);
        var isFirst = true;
        foreach (var word in text.Split(' '))
        {
            var length = Cells.Of(word);
            if (!isFirst && used + 1 + length > columns)
            {
                output.TrimEnd().Append('\n').Append(' ', hanging).Append(word);
                used = hanging + length;
            }
            else
            {
                if (!isFirst) output.Append(' ');
                output.Append(word);
                used += length + (isFirst ? 0 : 1);
            }

            isFirst = false;
        }

        output.Append('\n');
    }

    /// <summary>The same as one text of several lines, without a line feed at the end.</summary>
    public static string Wrap(string text, int hanging, int? width)
    {
        var output = new StringBuilder();
        output.AppendWrapped("", text, hanging, width);
        return output.ToString(0, output.Length - 1);
    }

    private static StringBuilder TrimEnd(this StringBuilder output)
    {
        while (output.Length > 0 && output[^1] == ' ') output.Length--;
        return output;
    }
}

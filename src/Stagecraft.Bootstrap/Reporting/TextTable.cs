using System.Text;

namespace Stagecraft.Bootstrap.Reporting;

/// <summary>Rows in columns as wide as their widest cell; the last column is not padded.</summary>
public sealed class TextTable(params IReadOnlyList<string> headings)
{
    private const string Gap = "  ";
    private const int Narrowest = 8;

    // By the first column a row is told from the others.
    private const int NarrowestFirst = 20;

    private readonly List<IReadOnlyList<string>> rows = [headings];

    /// <summary>Adds a row; an empty cell shows as <c>-</c>.</summary>
    public void Add(params IReadOnlyList<string?> cells) =>
        rows.Add([.. cells.Select(cell => string.IsNullOrEmpty(cell) ? "-" : cell)]);

    /// <param name="output">Gets one line a row.</param>
    /// <param name="paint">Dresses a padded cell of a row (0 is the first under the headings) and column, for a terminal.</param>
    /// <param name="maxWidth">Where lines would be longer, the widest columns lose the middle of their cells, as far as that is bearable.</param>
    public void WriteTo(StringBuilder output, Func<int, int, string, string>? paint = null, int? maxWidth = null)
    {
        var widths = Widths(maxWidth);
        for (var row = 0; row < rows.Count; row++)
        {
            for (var column = 0; column < widths.Length; column++)
            {
                var last = column == widths.Length - 1;
                var cell = Shorten(rows[row][column], widths[column]);
                if (!last) cell = cell.PadRight(widths[column]);
                output.Append(row > 0 && paint is not null ? paint(row - 1, column, cell) : cell).Append(last ? "\n" : Gap);
            }
        }
    }

    private int[] Widths(int? maxWidth)
    {
        var widths = headings.Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        var room = (maxWidth ?? int.MaxValue) - (Gap.Length * (widths.Length - 1));
        while (widths.Sum() > room)
        {
            var spare = widths.Select((width, column) => width - (column == 0 ? NarrowestFirst : Narrowest)).ToArray();
            if (spare.Max() <= 0) break;
            widths[Array.LastIndexOf(spare, spare.Max())]--;
        }

        return widths;
    }

    // Names of hosts differ at their ends, and say what they are at their beginnings.
    private static string Shorten(string cell, int width) =>
        cell.Length <= width ? cell : $"{cell[..(width / 2)]}…{cell[^(width - (width / 2) - 1)..]}";
}

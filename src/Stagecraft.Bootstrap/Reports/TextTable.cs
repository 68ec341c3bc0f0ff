using System.Text;

namespace Stagecraft.Bootstrap.Reports;

/// <summary>A table whose columns are as wide as their widest cell in a terminal. The last column is not padded.</summary>
internal sealed class TextTable(params IReadOnlyList<string> headings)
{
    private const string Gap = "  ";
    private const int Narrowest = 8;

    // The first column identifies the row.
    private const int NarrowestFirst = 20;

    private readonly List<IReadOnlyList<string>> rows = [headings];

    /// <summary>Adds a row. An empty cell is shown as <c>-</c>.</summary>
    public void Add(params IReadOnlyList<string?> cells) =>
        rows.Add([.. cells.Select(cell => string.IsNullOrEmpty(cell) ? "-" : cell)]);

    /// <param name="output">Receives one line per row.</param>
    /// <param name="paint">Colors a padded cell, given its row (0 is the first row below the headings) and column.</param>
    /// <param name="maxWidth">If lines would be longer, the cells of the widest columns are shortened in the middle, down to a minimum width.</param>
    /// <param name="ellipsis">Marks a shortened cell.</param>
    public void WriteTo(StringBuilder output, Func<int, int, string, string>? paint = null, int? maxWidth = null, string ellipsis = Cells.Ellipsis)
    {
        var widths = Widths(maxWidth);
        for (var row = 0; row < rows.Count; row++)
        {
            for (var column = 0; column < widths.Length; column++)
            {
                var last = column == widths.Length - 1;
                var cell = Cells.Shorten(rows[row][column], widths[column], ellipsis);
                if (!last) cell = Cells.Pad(cell, widths[column]);
                output.Append(row > 0 && paint is not null ? paint(row - 1, column, cell) : cell).Append(last ? "\n" : Gap);
            }
        }
    }

    private int[] Widths(int? maxWidth)
    {
        var widths = headings.Select((_, column) => rows.Max(row => Cells.Of(row[column]))).ToArray();
        var room = (maxWidth ?? int.MaxValue) - (Gap.Length * (widths.Length - 1));
        while (widths.Sum() > room)
        {
            var spare = widths.Select((width, column) => width - (column == 0 ? NarrowestFirst : Narrowest)).ToArray();
            if (spare.Max() <= 0) break;
            widths[Array.LastIndexOf(spare, spare.Max())]--;
        }

        return widths;
    }
}

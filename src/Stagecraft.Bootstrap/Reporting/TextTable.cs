using System.Text;

namespace Stagecraft.Bootstrap.Reporting;

/// <summary>Rows in columns as wide as their widest cell; the last column is not padded.</summary>
public sealed class TextTable(params IReadOnlyList<string> headings)
{
    private const string Gap = "  ";

    private readonly List<IReadOnlyList<string>> rows = [headings];

    /// <summary>Adds a row; an empty cell shows as <c>-</c>.</summary>
    public void Add(params IReadOnlyList<string?> cells) =>
        rows.Add([.. cells.Select(cell => string.IsNullOrEmpty(cell) ? "-" : cell)]);

    /// <param name="output">Gets one line a row.</param>
    /// <param name="paint">Dresses a padded cell of a row (0 is the first under the headings) and column, for a terminal.</param>
    public void WriteTo(StringBuilder output, Func<int, int, string, string>? paint = null)
    {
        var widths = headings.Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        for (var row = 0; row < rows.Count; row++)
        {
            for (var column = 0; column < widths.Length; column++)
            {
                var last = column == widths.Length - 1;
                var cell = last ? rows[row][column] : rows[row][column].PadRight(widths[column]);
                output.Append(row > 0 && paint is not null ? paint(row - 1, column, cell) : cell).Append(last ? "\n" : Gap);
            }
        }
    }
}

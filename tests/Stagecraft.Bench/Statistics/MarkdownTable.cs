using System.Text;

namespace Stagecraft.Bench.Statistics;

/// <summary>A table of numbers: all columns are aligned to the right, except a first one without a title, which names the rows.</summary>
internal sealed class MarkdownTable
{
    private readonly StringBuilder lines = new();
    private readonly int columns;

    public MarkdownTable(params string[] titles)
    {
        columns = titles.Length;
        Add(titles);
        lines.Append('|').AppendJoin('|', titles.Select((title, index) => index == 0 && title.Length == 0 ? "---" : "---:")).Append("|\n");
    }

    public void Add(params string[] cells)
    {
        if (cells.Length != columns) throw new ArgumentException($"{cells.Length} cells in {columns} columns.", nameof(cells));
        lines.Append('|');
        foreach (var cell in cells) lines.Append(cell.Length == 0 ? " |" : $" {cell} |");
        lines.Append('\n');
    }

    public override string ToString() => lines.ToString();
}

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tool.Tests.Live;

/// <summary>
/// A terminal with the features that the tool uses: text that wraps, line feeds, cursor up, erasing a row. When it becomes narrower, it
/// wraps its text again, like most terminals. Every character is one column wide. An unknown escape sequence fails the test.
/// </summary>
internal sealed partial class FakeTerminal(int width, int height) : TextWriter
{
    // A row, and whether the next row continues the same line.
    private readonly List<(StringBuilder Text, bool Wraps)> rows = [(new(), false)];
    private int row;
    private int column;

    public TerminalSize Size { get; private set; } = new(width, height);

    public int Writes { get; private set; }

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>The text in the window, without blank rows at its end.</summary>
    public string Screen => Text(rows.Skip(Math.Max(0, rows.Count - Size.Height)));

    /// <summary>All text that was shown and not erased, including text that has scrolled away.</summary>
    public string Everything => Text(rows);

    /// <summary>The number of used rows, including the cursor's row.</summary>
    public int Rows => rows.Count;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void Write(string? value)
    {
        Writes++;
        for (var i = 0; i < value!.Length;)
        {
            if (value[i] == '\u001b')
            {
                var match = Sequence().Match(value, i);
                if (!match.Success) throw new AssertFailedException($"An unknown escape sequence: {value[i..].Replace('\u001b', '^')}");
                Execute(match.Groups["name"].Value, int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture));
                i += match.Length;
            }
            else
            {
                Put(value[i++]);
            }
        }
    }

    public void Resize(int toWidth, int toHeight)
    {
        Size = new(toWidth, toHeight);
        var lines = new List<StringBuilder> { new() };
        foreach (var (text, wraps) in rows)
        {
            lines[^1].Append(text);
            if (!wraps) lines.Add(new());
        }

        lines.RemoveAt(lines.Count - 1);
        rows.Clear();
        foreach (var line in lines)
        {
            var chunks = line.ToString().Chunk(toWidth).Select(chunk => new string(chunk)).DefaultIfEmpty("").ToList();
            rows.AddRange(chunks.Select((chunk, i) => (new StringBuilder(chunk), i < chunks.Count - 1)));
        }

        row = rows.Count - 1;
    }

    private static string Text(IEnumerable<(StringBuilder Text, bool Wraps)> shown) =>
        string.Concat(shown.Select(line => line.Text.ToString().TrimEnd() + "\n")).TrimEnd('\n') + "\n";

    private void Execute(string name, int count)
    {
        switch (name)
        {
            case "A":
                row = Math.Max(Math.Max(0, rows.Count - Size.Height), row - count);
                break;
            case "K" when count == 2:
                rows[row].Text.Clear();
                rows[row] = (rows[row].Text, false);
                break;
            default:
                throw new AssertFailedException($"An escape sequence that this terminal does not know: {count}{name}");
        }
    }

    private void Put(char c)
    {
        switch (c)
        {
            case '\r':
                column = 0;
                break;
            case '\n':
                Down();
                column = 0;
                break;
            default:
                if (column == Size.Width)
                {
                    rows[row] = (rows[row].Text, true);
                    Down();
                    column = 0;
                }

                var text = rows[row].Text;
                if (text.Length < column) text.Append(' ', column - text.Length);
                if (column < text.Length) text[column] = c;
                else text.Append(c);
                column++;
                break;
        }
    }

    private void Down()
    {
        if (++row == rows.Count) rows.Add((new(), false));
    }

    [GeneratedRegex(@"\G\u001b\[(?<count>[0-9]+)(?<name>[A-Za-z])", RegexOptions.ExplicitCapture, Eventually.LimitMilliseconds)]
    private static partial Regex Sequence();
}

using System.Text;
using Spectre.Console;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>
/// A terminal stream with live lines at the bottom. Text written to the stream appears above them, in whole lines.
/// </summary>
/// <remarks>
/// The cursor stays on the line below and is never hidden, so a killed process leaves the terminal usable. Spectre's live
/// display is not used: it counts rows at their original width, so a narrower window breaks it, and it handles only text written through it.
/// </remarks>
internal sealed class LiveWriter : TextWriter
{
    private readonly Lock gate = new();
    private readonly TextWriter inner;
    private readonly Func<TerminalSize> size;
    private readonly StringBuilder unfinished = new();
    private IReadOnlyList<string> lines = [];

    public LiveWriter(TextWriter inner, Func<TerminalSize> size)
    {
        (this.inner, this.size) = (inner, size);
        CoreNewLine = ['\n'];
    }

    public override Encoding Encoding => inner.Encoding;

    public TerminalSize Size => size();

    /// <summary>Replaces the live lines. An empty list ends the live display.</summary>
    /// <param name="replacement">Printable texts that fit the window.</param>
    public void Show(IReadOnlyList<string> replacement)
    {
        lock (gate)
        {
            if (lines.Count > 0 || replacement.Count > 0) Redraw("", replacement);
            if (replacement.Count > 0 || unfinished.Length == 0) return;
            inner.Write(unfinished.ToString());
            unfinished.Clear();
        }
    }

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        lock (gate)
        {
            if (lines.Count == 0)
            {
                inner.Write(buffer);
                return;
            }

            unfinished.Append(buffer);
            WriteFinished();
        }
    }

    public override void WriteLine(string? value) => Write(value + "\n");

    public override Task WriteAsync(string? value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    private void WriteFinished()
    {
        var text = unfinished.ToString();
        var end = text.LastIndexOf('\n') + 1;
        if (end == 0) return;
        Redraw(text[..end], lines);
        unfinished.Remove(0, end);
    }

    // In one write, so that a frame is never shown partially.
    private void Redraw(string above, IReadOnlyList<string> replacement)
    {
        var text = new StringWriter();
        var ansi = new AnsiWriter(text, new AnsiCapabilities { Ansi = true });
        Erase(ansi);
        text.Write(above);
        foreach (var line in replacement) text.Write(line + "\n");
        inner.Write(text.ToString());
        lines = replacement;
    }

    // Row by row: some terminals (tmux) add the screen to their history if it is erased at once from the top.
    // The first row is the cursor line, which may contain typed text.
    private void Erase(AnsiWriter ansi)
    {
        if (lines.Count == 0) return;
        ansi.Write("\r").EraseInLine(2);
        for (var rows = RowsNow(); rows > 0; rows--) ansi.CursorUp(1).EraseInLine(2);
    }

    // A window that became narrower has wrapped the existing lines.
    private int RowsNow()
    {
        var width = Math.Max(1, size().Width);
        return lines.Sum(line => Math.Max(1, (Cells.Of(Paint.Remove(line)) + width - 1) / width));
    }
}

using System.Text;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>
/// All output of the tool goes through this writer. It masks secrets, removes unprintable characters and prevents lines
/// that a build server would interpret as commands. A line is held back until it is complete.
/// </summary>
/// <param name="inner">The stream.</param>
/// <param name="mask">Masks secrets.</param>
/// <param name="colors">Lets the tool's own colors pass.</param>
internal sealed class SafeWriter(TextWriter inner, Func<string, string> mask, bool colors) : TextWriter
{
    // A command begins with two characters that no other line has together.
    private const int CommandStart = 2;

    private readonly Lock gate = new();
    private readonly StringBuilder unfinished = new();

    public override Encoding Encoding => inner.Encoding;

    /// <summary>Writes a text that is part of this program, such as a script, unchanged.</summary>
    public static void WriteOwn(TextWriter writer, string text)
    {
        if (writer is SafeWriter safe) safe.Pass(text);
        else writer.Write(text);
    }

    /// <summary>Writes a build-server command. Everything after its first characters is treated as untrusted text.</summary>
    public static void WriteCommand(TextWriter writer, string command)
    {
        if (writer is SafeWriter safe) safe.Pass(safe.Command(command) + "\n");
        else writer.WriteLine(command);
    }

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        lock (gate)
        {
            unfinished.Append(buffer);
            if (buffer.Contains('\n')) WriteLines(all: false);
        }
    }

    public override void WriteLine() => Write("\n");

    public override void WriteLine(string? value) => Write(value + "\n");

    public override Task WriteAsync(char value)
    {
        Write(value);
        return Task.CompletedTask;
    }

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

    public override void Flush()
    {
        lock (gate)
        {
            WriteLines(all: true);
            inner.Flush();
        }
    }

    public override Task FlushAsync()
    {
        Flush();
        return Task.CompletedTask;
    }

    private void Pass(string text)
    {
        lock (gate)
        {
            WriteLines(all: true);
            inner.Write(text);
        }
    }

    private void WriteLines(bool all)
    {
        var text = unfinished.ToString();
        var end = all ? text.Length : text.LastIndexOf('\n') + 1;
        if (end == 0) return;
        unfinished.Remove(0, end);
        inner.Write(string.Join('\n', mask(text[..end]).Split('\n').Select(Clean)));
    }

    private string Clean(string line)
    {
        var plain = colors ? Paint.Remove(line) : line;
        var safe = SafeText.Indented(plain);
        // If a line had to be cleaned, its colors are dropped, because their positions are lost.
        return safe == plain ? line : safe;
    }

    private string Command(string line)
    {
        var masked = mask(line.ReplaceLineEndings(" "));
        return masked[..CommandStart] + SafeText.WholeLine(masked[CommandStart..]);
    }
}

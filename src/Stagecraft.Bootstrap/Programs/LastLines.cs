namespace Stagecraft.Bootstrap;

/// <summary>Keeps the last lines of a program's standard error, which usually contain the reason for a failure.</summary>
/// <param name="mask">Replaces secrets.</param>
internal sealed class LastLines(Func<string, string> mask)
{
    private const int MaxLines = 10;
    private const int MaxCharacters = 16 * 1024;

    private string tail = "";
    private bool cut;

    public async Task ReadAsync(TextReader reader, CancellationToken cancellationToken)
    {
        var buffer = new char[4096];
        int read;
        while ((read = await reader.ReadAsync(buffer, cancellationToken)) > 0)
        {
            var text = string.Concat(tail, buffer.AsSpan(0, read));
            cut |= text.Length > MaxCharacters;
            tail = text.Length > MaxCharacters ? text[^MaxCharacters..] : text;
        }
    }

    /// <summary>The last line that is not empty and that counts; an empty text if there is none.</summary>
    public string Last(Func<string, bool>? counts = null) => Lines().LastOrDefault(line => counts?.Invoke(line) != false, "");

    /// <summary>An introduction, followed by the lines, each indented on a separate line. Empty if there are no lines.</summary>
    public string Quote()
    {
        var lines = Lines().TakeLast(MaxLines).ToList();
        return lines.Count == 0 ? "" : $" The last lines of its standard error:\n  {string.Join("\n  ", lines)}";
    }

    // Masked before lines are shortened. A line that is already cut may begin in the middle of a secret, so it is dropped.
    private IEnumerable<string> Lines() =>
        mask(tail).Split('\n').Skip(cut ? 1 : 0).Select(line => SafeText.Line(line)).Where(line => line.Length > 0);
}

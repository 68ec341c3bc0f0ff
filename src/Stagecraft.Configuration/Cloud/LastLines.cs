using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Configuration.Cloud;

/// <summary>Keeps the end of what a program says on standard error, where the reason usually is.</summary>
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

    /// <summary>The lines, each indented on a line of its own after a line that introduces them; nothing where there are none.</summary>
    public string Quote()
    {
        // Masked before a line is cut; and a line that was cut already may begin in the middle of a secret.
        var lines = mask(tail).Split('\n').Skip(cut ? 1 : 0).Select(line => SafeText.Line(line)).Where(line => line.Length > 0).TakeLast(MaxLines).ToList();
        return lines.Count == 0 ? "" : $" It ended with:\n  {string.Join("\n  ", lines)}";
    }
}

using System.Text.RegularExpressions;
using Stagecraft.Testing;

namespace Stagecraft.Configuration.Tests.Schema;

/// <summary>One key in a table of <c>docs/configuration.md</c>.</summary>
/// <param name="Path">The whole key, with <c>*</c> for a name that the user chooses.</param>
/// <param name="Default">As written.</param>
/// <param name="Meaning">As written.</param>
internal sealed record DocumentedKey(string Path, string Default, string Meaning)
{
    /// <summary>The row only refers to a separate table.</summary>
    public bool IsReference => Meaning.Contains("see below", StringComparison.Ordinal);

    /// <summary>The default, if it is a value that can be written into the file. Null if there is none or words describe it.</summary>
    public string? DefaultValue => DocumentedKeys.Code.Match(Default) is { Success: true } code && code.Length == Default.Length
        ? code.Groups["code"].Value
        : Default.Length > 0 && char.IsAsciiDigit(Default[0]) ? Default : null;

    public bool IsRequired => Default.StartsWith("required", StringComparison.Ordinal);

    /// <summary>Whether the row mentions a word as code.</summary>
    public bool Mentions(string word) => Default == word || $"{Default} {Meaning}".Contains($"`{word}`", StringComparison.Ordinal);

    public override string ToString() => Path;
}

/// <summary>The tables of keys in <c>docs/configuration.md</c>.</summary>
internal static partial class DocumentedKeys
{
    // The table of a host's keys has no separate heading.
    private const string HostsTable = "Each host has these keys:";

    [GeneratedRegex("`(?<code>[^`]+)`", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    public static partial Regex Code { get; }

    public static IReadOnlyList<DocumentedKey> All { get; } = [.. Read(File.ReadLines(Path.Combine(Repository.Root, "docs", "configuration.md")))];

    private static IEnumerable<DocumentedKey> Read(IEnumerable<string> lines)
    {
        var section = "";
        var inTable = false;
        foreach (var line in lines)
        {
            if (line.StartsWith('#')) section = Code.Match(line).Groups["code"].Value;
            if (line == HostsTable) section += ".hosts.*";
            if (!line.StartsWith('|')) inTable = false;
            if (line.StartsWith("| key |", StringComparison.Ordinal)) inTable = true;
            else if (inTable && !line.StartsWith("|---", StringComparison.Ordinal))
            {
                foreach (var key in Row(section, line)) yield return key;
            }
        }
    }

    // A row may have several keys, and then one default for each, or one for all.
    private static IEnumerable<DocumentedKey> Row(string section, string line)
    {
        var cells = line.Trim('|').Split(" | ").Select(cell => cell.Trim()).ToArray();
        if (cells.Length != 3) cells = [.. line.Trim('|').Split('|').Select(cell => cell.Trim())];
        Assert.HasCount(3, cells, $"A row of docs/configuration.md must have three cells: {line}");
        var keys = Code.Matches(cells[0]).Select(code => code.Groups["code"].Value).ToArray();
        var defaults = Code.Matches(cells[1]).Select(code => code.Value).ToArray();
        for (var i = 0; i < keys.Length; i++)
            yield return new DocumentedKey(Whole(section, keys[i], keys[0]), keys.Length > 1 && defaults.Length == keys.Length ? defaults[i] : cells[1], cells[2]);
    }

    private static string Whole(string section, string key, string first)
    {
        // `infra.bootstrap.ssh`, `.docker`: relative to the first key's section.
        if (key.StartsWith('.')) key = first[..first.LastIndexOf('.')] + key;
        var whole = key.StartsWith(section.Split('.')[0] + ".", StringComparison.Ordinal) ? key : $"{section}.{key}";
        return Placeholder.Replace(whole, "*");
    }

    [GeneratedRegex("<[a-z]+>", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Placeholder { get; }
}

using System.Globalization;
using System.Text.Json;
using Stagecraft.Bootstrap;

namespace Stagecraft.Configuration;

/// <summary>
/// Reads one mapping of the configuration. Every reader names a key. <see cref="RejectUnknownKeys"/> reports keys that no
/// reader has named. A wrong value is reported and read as absent. A key is found in camelCase and in snake_case.
/// </summary>
internal sealed class SettingsSection
{
    private readonly Dictionary<string, SettingsEntry> entries;
    private readonly List<string> known = [];
    private readonly List<string> ignored = [];

    public SettingsSection(string path, SettingsMapping mapping, SettingsContext context)
    {
        (Path, Mapping, Context) = (path, mapping, context);
        entries = mapping.Entries.ToDictionary(entry => entry.Key, StringComparer.Ordinal);
    }

    /// <summary>For messages, for example <c>infra.bootstrap.ssh</c>; empty for the document itself.</summary>
    public string Path { get; }

    public SettingsMapping Mapping { get; }

    public SourceLocation Location => Mapping.Location;

    public SettingsContext Context { get; }

    public IEnumerable<SettingsEntry> Entries => entries.Values;

    public string? Text(string key) => Scalar(key)?.Value;

    /// <summary>A text with its location. Null if the file has none.</summary>
    public SettingsScalar? Scalar(string key)
    {
        if (Find(key) is not { } entry) return null;
        if (entry.Value is SettingsScalar scalar) return scalar.Value is null ? null : scalar;
        ReportWrong(entry, "text");
        return null;
    }

    public string RequiredText(string key)
    {
        var value = Text(key);
        if (string.IsNullOrWhiteSpace(value))
            Context.Report($"{Name(key)} is required.", Entry(key)?.Location ?? Location);
        return value ?? "";
    }

    /// <summary>A path, made absolute by the context.</summary>
    public string? FilePath(string key)
    {
        if (Text(key) is not { } path) return null;
        if (!string.IsNullOrWhiteSpace(path) && !path.Contains('\0')) return Context.ResolvePath(path);
        Reject(key, "must be a path.");
        return null;
    }

    public bool? Flag(string key)
    {
        if (Text(key) is not { } text) return null;
        switch (text)
        {
            // YAML's core schema: https://yaml.org/spec/1.2.2/#103-core-schema
            case "true" or "True" or "TRUE": return true;
            case "false" or "False" or "FALSE": return false;
            default:
                ReportWrong(Entry(key)!, "true or false");
                return null;
        }
    }

    public int? Number(string key, int min, int max)
    {
        if (Text(key) is not { } text) return null;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
            return value;
        ReportWrong(Entry(key)!, $"a whole number from {min} to {max}");
        return null;
    }

    /// <summary>A duration with its unit: <c>10s</c>, <c>5m</c>, <c>1h</c>; at least one second, at most a day.</summary>
    public TimeSpan? Duration(string key)
    {
        if (Text(key) is not { } text) return null;
        var unit = text.Length > 1 ? text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 } : 0;
        if (unit > 0
            && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && (long)count * unit is >= 1 and <= 86400)
            return TimeSpan.FromSeconds((long)count * unit);
        ReportWrong(Entry(key)!, "a duration such as 10s, 5m or 1h");
        return null;
    }

    /// <summary>One of a few words.</summary>
    public T? Choice<T>(string key, IReadOnlyDictionary<string, T> choices)
        where T : struct
    {
        if (Text(key) is not { } text) return null;
        if (choices.TryGetValue(text, out var value)) return value;
        Context.Report(
            $"{Name(key)} is '{SafeText.Line(text)}'; it must be one of {string.Join(", ", choices.Keys)}.{Suggestion.For(text, choices.Keys)}",
            LocationOf(key));
        return null;
    }

    public IReadOnlyList<string> Texts(string key)
    {
        if (Find(key) is not { } entry) return [];
        if (entry.Value is SettingsSequence sequence && sequence.Items.All(item => item is SettingsScalar { Value: not null }))
            return [.. sequence.Items.Select(item => ((SettingsScalar)item).Value!)];
        if (entry.Value is not SettingsScalar { Value: null }) ReportWrong(entry, "a list of strings");
        return [];
    }

    public SettingsSection? Section(string key)
    {
        if (Find(key) is not { } entry) return null;
        if (entry.Value is SettingsMapping mapping) return new SettingsSection(Name(key), mapping, Context);
        if (entry.Value is not SettingsScalar { Value: null }) ReportWrong(entry, "a section of keys and values");
        return null;
    }

    public SettingsSequence? Sequence(string key)
    {
        if (Find(key) is not { } entry) return null;
        if (entry.Value is SettingsSequence sequence) return sequence;
        if (entry.Value is not SettingsScalar { Value: null }) ReportWrong(entry, "a list");
        return null;
    }

    /// <summary>A value of any shape, for a reader that knows several; null where the file has none.</summary>
    public SettingsNode? Node(string key) => Find(key)?.Value is { } node and not SettingsScalar { Value: null } ? node : null;

    /// <summary>The location of <paramref name="key"/>'s value. The location of the section if the key is absent.</summary>
    public SourceLocation LocationOf(string key) => Entry(key)?.Value.Location ?? Location;

    public bool Has(string key) => Entry(key) is not null;

    /// <summary>A path, made absolute by the context. If the file does not exist, that is noted.</summary>
    public string? KeyFile(string key)
    {
        if (FilePath(key) is not { } path) return null;
        if (!File.Exists(path)) Context.Note($"{Name(key)} names the file '{SafeText.Line(Text(key))}', which does not exist.", LocationOf(key));
        return path;
    }

    /// <summary>Names a key without reading it.</summary>
    public void Know(string key)
    {
        if (!known.Contains(key)) known.Add(key);
    }

    /// <summary>Accepts a key that is reported elsewhere, and that no message suggests.</summary>
    public void Ignore(string key) => ignored.Add(key);

    /// <summary>Reports every key that no reader has named. Call it last.</summary>
    public void RejectUnknownKeys()
    {
        foreach (var entry in entries.Values.Where(entry => !known.Contains(entry.Key) && !ignored.Contains(entry.Key)))
        {
            if (known.Find(key => Spelling.Other(key) == entry.Key) is { } same)
            {
                if (entries.ContainsKey(same)) Context.Report($"{Name(same)} is set twice, once as '{SafeText.Line(entry.Key)}'. Keep one.", entry.Location);
                continue;
            }

            var where = Path.Length > 0 ? $" in {Path}" : "";
            Context.Report($"Unknown key '{SafeText.Line(entry.Key)}'{where}.{Suggestion.For(entry.Key, known)} Known keys: {string.Join(", ", known)}.", entry.Location);
        }
    }

    /// <summary>Reports what is wrong with <paramref name="key"/>'s value: <c>infra.bootstrap.docker.mirror WHY</c>.</summary>
    public void Reject(string key, string why) => Context.Report($"{Name(key)} {why}", LocationOf(key));

    private SettingsEntry? Find(string key)
    {
        Know(key);
        var entry = Entry(key);
        if (entry is not null) Context.Keys[entry] = key;
        return entry;
    }

    private SettingsEntry? Entry(string key) => entries.GetValueOrDefault(key) ?? entries.GetValueOrDefault(Spelling.Other(key));

    private void ReportWrong(SettingsEntry entry, string expected)
    {
        var found = entry.Value is SettingsScalar scalar ? $"; it is '{SafeText.Line(scalar.Value)}'" : "";
        Context.Report($"{Name(entry.Key)} must be {expected}{found}.", entry.Value.Location);
    }

    /// <summary>The name of a value, for messages.</summary>
    public string Name(string key) => Path.Length > 0 ? Context.NameOf(Path, Spelled(key)) : Spelled(key);

    /// <summary>The name of a key that the file may not have, in the spelling in which it has another one.</summary>
    /// <param name="written">The key in the file.</param>
    /// <param name="key">The key to name.</param>
    public string SpelledLike(string written, string key) =>
        Context.KeyName(Entry(key)?.Key ?? (Entry(written) is { } entry && entry.Key != written ? Spelling.Other(key) : key));

    // As in the file.
    private string Spelled(string key) => Context.KeyName(Entry(key)?.Key ?? key);
}

/// <summary>The two spellings of a key: <c>publicIp</c> and <c>public_ip</c>. The documentation has one of them.</summary>
internal static class Spelling
{
    /// <summary>The key in its other spelling. A key of one word has only one.</summary>
    public static string Other(string key) => key.Contains('_', StringComparison.Ordinal)
        ? string.Concat(key.Split('_').Select((word, i) => i == 0 || word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]))
        : JsonNamingPolicy.SnakeCaseLower.ConvertName(key);
}

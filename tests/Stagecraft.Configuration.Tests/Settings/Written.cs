using Stagecraft.Bootstrap;

namespace Stagecraft.Configuration.Tests.Settings;

/// <summary>A section of a file: each key begins a line, from line 2 on, and its value is at column 9.</summary>
internal static class Written
{
    /// <summary>Paths are resolved against <c>/repo</c>; no environment variable is set.</summary>
    public static SettingsContext Context(Func<string, string?>? environment = null) => new()
    {
        Environment = environment ?? (_ => null),
        ResolvePath = path => Path.Combine("/repo", path),
    };

    public static SettingsSection Section(params (string Key, SettingsNode Value)[] entries) => Section(path: "here", entries);

    public static SettingsSection Section(string path, params (string Key, SettingsNode Value)[] entries)
    {
        var mapping = Mapping([.. entries.Select((entry, index) => new SettingsEntry(entry.Key, entry.Value with { Location = At(index + 2, 9) }, At(index + 2, 1)))]);
        return new SettingsSection(path, mapping, Context());
    }

    public static SettingsScalar Scalar(string? value) => new(value, At(1, 1));

    public static SettingsSequence List(params SettingsNode[] items) => new(items, At(1, 1));

    public static SettingsMapping Mapping(params SettingsEntry[] entries) => new(entries, At(1, 1));

    public static SourceLocation At(int line, int column) => new("f.yml", line, column);

    /// <summary>The errors that were reported while the section was read, one per line.</summary>
    public static string Reported(this SettingsSection section) => string.Join('\n', section.Context.Errors);
}

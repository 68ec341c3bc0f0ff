using Stagecraft.Bootstrap;

namespace Stagecraft.Configuration;

/// <summary>A configuration value with its place in the file, whatever the file's syntax.</summary>
internal abstract record SettingsNode(SourceLocation Location);

/// <summary>One value as text; null where the file has none (<c>key:</c> or <c>~</c>). A quoted value is text, whatever it looks like.</summary>
internal sealed record SettingsScalar(string? Value, SourceLocation Location, bool IsQuoted = false) : SettingsNode(Location);

internal sealed record SettingsSequence(IReadOnlyList<SettingsNode> Items, SourceLocation Location) : SettingsNode(Location);

/// <summary>Keys are unique; <paramref name="Entries"/> keeps the order of the file.</summary>
internal sealed record SettingsMapping(IReadOnlyList<SettingsEntry> Entries, SourceLocation Location) : SettingsNode(Location);

/// <summary>A key and its value; the location is the key's.</summary>
internal sealed record SettingsEntry(string Key, SettingsNode Value, SourceLocation Location);

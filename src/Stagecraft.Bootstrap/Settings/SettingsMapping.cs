namespace Stagecraft.Bootstrap.Settings;

/// <summary>Keys are unique; <paramref name="Entries"/> keeps the order of the file.</summary>
public sealed record SettingsMapping(IReadOnlyList<SettingsEntry> Entries, SourceLocation Location) : SettingsNode(Location);

namespace Stagecraft.Bootstrap.Settings;

/// <summary>A key and its value; the location is the key's.</summary>
public sealed record SettingsEntry(string Key, SettingsNode Value, SourceLocation Location);

namespace Stagecraft.Bootstrap.Settings;

/// <summary>A configuration value with its place in the file, whatever the file's syntax.</summary>
public abstract record SettingsNode(SourceLocation Location);

namespace Stagecraft.Bootstrap.Settings;

/// <summary>One value as text; null where the file has none (<c>key:</c> or <c>~</c>).</summary>
public sealed record SettingsScalar(string? Value, SourceLocation Location) : SettingsNode(Location);

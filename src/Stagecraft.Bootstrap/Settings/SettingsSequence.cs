namespace Stagecraft.Bootstrap.Settings;

public sealed record SettingsSequence(IReadOnlyList<SettingsNode> Items, SourceLocation Location) : SettingsNode(Location);

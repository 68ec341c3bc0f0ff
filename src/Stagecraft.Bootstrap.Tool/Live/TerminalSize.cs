namespace Stagecraft.Bootstrap.Tool.Live;

/// <summary>A window's size in characters.</summary>
internal sealed record TerminalSize(int Width, int Height);

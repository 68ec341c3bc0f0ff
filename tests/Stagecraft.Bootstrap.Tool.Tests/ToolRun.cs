namespace Stagecraft.Bootstrap.Tool.Tests;

/// <summary>The result of a run of the tool.</summary>
internal sealed record ToolRun(int Exit, string Output, string Error);

namespace Stagecraft.Hostile.Tests.Secrets;

/// <summary>An output of the tool.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Arguments">Arguments that make the tool use it. Paths are in the tool's current directory.</param>
internal sealed record Sink(string Name, params string[] Arguments)
{
    /// <summary>Every output. Add a line for a new one. The test searches all its files and their names.</summary>
    public static IReadOnlyList<Sink> All { get; } =
    [
        new("text"),
        new("json", "--output", "json"),
        new("verbose", "--verbose"),
        new("JUnit", "--report", "report.xml"),
        new("Markdown", "--report", "report.md"),
        new("HTML", "--report", "report.html"),
        new("JSON file", "--report", "report.json"),
        new("log directory", "--log-dir", "logs"),
        new("everything at once", "--verbose", "--output", "json", "--report", "b.xml", "--report", "b.md", "--report", "b.html", "--log-dir", "logs"),
    ];
}

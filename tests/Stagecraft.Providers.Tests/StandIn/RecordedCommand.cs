using System.Globalization;
using System.Text.Json;

namespace Stagecraft.Providers.Tests.StandIn;

/// <summary>One command of <c>Recordings/says.txt</c>: its heading, its output and its exit status.</summary>
/// <param name="Heading">The situation, in the recording's words.</param>
/// <param name="Line">The command line.</param>
/// <param name="Output">Both streams.</param>
/// <param name="ExitCode">0 where the recording names none.</param>
/// <param name="Health">The health message that was seen afterwards, or empty.</param>
public sealed record RecordedCommand(string Heading, string Line, string Output, int ExitCode, string Health)
{
    public static IReadOnlyList<RecordedCommand> All { get; } = [.. Read(Recording.Text("says.txt").Split('\n'))];

    public override string ToString() => $"{Heading}: {Line}";

    private static IEnumerable<RecordedCommand> Read(string[] lines)
    {
        var heading = "";
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("# ", StringComparison.Ordinal)) heading = lines[i][2..];
            if (!lines[i].StartsWith("$ ", StringComparison.Ordinal)) continue;

            // Up to the next command or situation. An empty line before it belongs to the recording.
            var said = lines[(i + 1)..].TakeWhile(line => !line.StartsWith("$ ", StringComparison.Ordinal) && !line.StartsWith("# ", StringComparison.Ordinal)).ToList();
            var exit = said.FindIndex(line => line.StartsWith("[exit ", StringComparison.Ordinal));
            var output = (exit < 0 ? said.SkipLast(1) : said.Take(exit)).ToList();
            var health = said.Find(line => line.StartsWith("    \"", StringComparison.Ordinal));
            yield return new RecordedCommand(
                heading, lines[i][2..], string.Concat(output.Select(line => line + "\n")),
                exit < 0 ? 0 : int.Parse(said[exit]["[exit ".Length..^1], CultureInfo.InvariantCulture),
                health is null ? "" : JsonDocument.Parse(health).RootElement.GetString()!);
        }
    }
}

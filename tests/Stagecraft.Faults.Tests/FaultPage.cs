using System.Text;
using Stagecraft.Testing;

namespace Stagecraft.Lab.Tests.Faults;

/// <summary>docs/faults.md, made from the rows that ran and passed.</summary>
internal static class FaultPage
{
    public const string HowToMake = "run FaultTests, then 'cp artifacts/faults.md docs/faults.md'";

    public static string Committed => File.ReadAllText(Path.Combine(Repository.Root, "docs", "faults.md"));

    private static string Made => Path.Combine(Repository.Root, "artifacts", "faults.md");

    /// <summary>Writes the page that is right now: the lines of rows that passed, and of those that did not run as they were.</summary>
    /// <param name="ran">Every row that ran; null where it did not pass.</param>
    public static void Write(IReadOnlyDictionary<string, Observation?> ran)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Made)!);
        File.WriteAllText(Made, Render(fault => ran.TryGetValue(fault.Name, out var seen) ? seen is null ? null : Row(fault, seen) : CommittedRow(fault)));
    }

    public static string Row(Fault fault, Observation seen) =>
        $"| {Cell(fault.Name)} | {(seen.Code == Fault.Success ? "ready" : $"[{seen.Code}](diagnostics.md#{seen.Code})")} | {Cell(seen.Message)} | {Cell(seen.NextRun)} |";

    /// <summary>The sentence that counts.</summary>
    public static string Count(int passed) => $"**{passed} of {FaultMatrix.All.Count()} rows pass.**";

    private static string? CommittedRow(Fault fault) =>
        Committed.Split('\n').SingleOrDefault(line => line.StartsWith($"| {Cell(fault.Name)} |", StringComparison.Ordinal));

    private static string Render(Func<Fault, string?> row)
    {
        var count = Count(FaultMatrix.All.Count(fault => row(fault) is not null));
        var page = new StringBuilder(Introduction.ReplaceLineEndings("\n").Replace("COUNT", count, StringComparison.Ordinal));
        foreach (var group in FaultMatrix.Groups)
        {
            page.Append($"\n## {group.Title}\n\nRows of [{group.Source}](../tests/Stagecraft.Faults.Tests/{group.Source}.cs).\n\n");
            page.Append("| fault | code | what the report says | the next run |\n|---|---|---|---|\n");
            foreach (var line in group.Faults.Select(row).OfType<string>())
                page.Append(line).Append('\n');
            if (group.Faults.Any(fault => fault.Note is not null)) page.Append('\n');
            foreach (var fault in group.Faults.Where(fault => fault.Note is not null))
                page.Append($"- {fault.Name}: {fault.Note}\n");
        }

        return page.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);

    private const string Introduction = """
        # Faults

        What a person is told when a host is broken, and what the next run makes of it. Each row is a test that breaks a real host of [the lab](../build/lab.d/README.md), beside two others. It holds that

        - the host gets exactly this code and message, and the others of the same run stay ready and unchanged;
        - with the fault gone the next run makes the host ready, with nobody's help, and a check after it finds nothing to change.

        COUNT None is skipped in CI.

        `ready` is a fault that bootstrap overcomes, or that does not matter to it; the text is then what was changed. Addresses are replaced by 203.0.113.x, versions of packages by `VERSION`, process numbers by `PID`, keys by `KEY`, times by `DURATION`, and the words for a broken connection by `…`.

        This page is written by the tests that ran. To make it anew, after a message has changed or a row was added:

        ```
        dotnet test --project tests/Stagecraft.Faults.Tests --filter FullyQualifiedName~FaultTests  # or, for some rows, 'Name~dpkg'
        cp artifacts/faults.md docs/faults.md
        ```

        Rows that did not run keep their lines, so that a new row can be run alone: it is a few lines in one of the lists below.

        """;
}

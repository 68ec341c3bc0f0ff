using System.Text;
using Stagecraft.Testing;

namespace Stagecraft.Lab.Tests.Faults;

/// <summary>Writes docs/faults.md from the rows that ran and passed.</summary>
internal static class FaultPage
{
    public const string HowToMake = "run FaultTests, then 'cp artifacts/faults.md docs/faults.md'";

    public static string Committed => File.ReadAllText(Path.Combine(Repository.Root, "docs", "faults.md"));

    private static string Made => Path.Combine(Repository.Root, "artifacts", "faults.md");

    /// <summary>Writes the current page: new lines for rows that passed, and the existing lines of rows that did not run.</summary>
    /// <param name="ran">Every row that ran. Null if it did not pass.</param>
    public static void Write(IReadOnlyDictionary<string, Observation?> ran)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Made)!);
        File.WriteAllText(Made, Render(fault => ran.TryGetValue(fault.Name, out var seen) ? seen is null ? null : Row(fault, seen) : CommittedRow(fault)));
    }

    public static string Row(Fault fault, Observation seen) =>
        $"| {Cell(fault.Name)} | {(seen.Code == Fault.Success ? "ready" : $"[{seen.Code}](diagnostics.md#{seen.Code})")} | {Cell(seen.Message)} | {Cell(seen.NextRun)} |";

    /// <summary>The sentence with the number of rows.</summary>
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

        This page shows what bootstrap reports when a host is broken, and what the next run does. Each row is a test that breaks one of three real hosts in [the lab](../build/lab.d/README.md). The test checks that:

        - the host gets exactly this code and message, and the other hosts of the run stay ready and unchanged (a row with settings of Docker or of the installation of Tailscale, or with `leave`, has a run for its host alone);
        - after the fault is removed, the next run makes the host ready without manual work, and a check after that finds nothing to change.

        COUNT CI skips no row.

        The code `ready` means that bootstrap handles the fault, or that the fault does not affect it. The text then lists the changes. Placeholders replace values that vary: 203.0.113.x an address, `VERSION` the version of a package, `PID` a process number, `KEY` a key, `DURATION` a time, and `…` the cause of a lost connection.

        The tests write this page. To update it after a message has changed or a row was added:

        ```
        dotnet test --project tests/Stagecraft.Faults.Tests --filter FullyQualifiedName~FaultTests  # or, for some rows, 'Name~dpkg'
        cp artifacts/faults.md docs/faults.md
        ```

        Rows that did not run keep their lines, so a new row can run alone. To add a row, add a few lines to one of the lists that the sections below name.

        """;
}

namespace Stagecraft.Bench.Benchmarks;

/// <summary>The page with the tables.</summary>
internal static class BenchmarkPage
{
    private const string End = "<!-- end -->";

    /// <summary>Replaces the lines between the marks of a benchmark.</summary>
    public static string Replace(string page, string benchmark, string table)
    {
        var start = page.IndexOf($"<!-- build/bench {benchmark} --write", StringComparison.Ordinal);
        var from = start < 0 ? -1 : page.IndexOf('\n', start);
        var to = from < 0 ? -1 : page.IndexOf($"\n{End}", from, StringComparison.Ordinal);
        if (to < 0) throw new BenchException($"docs/benchmarks.md has no place for the table of '{benchmark}'");
        return $"{page[..from]}\n{table.TrimEnd()}{page[to..]}";
    }

    public static void Write(string benchmark, string table)
    {
        var file = Path.Combine(Workspace.Repository, "docs", "benchmarks.md");
        File.WriteAllText(file, Replace(File.ReadAllText(file), benchmark, table));
    }
}

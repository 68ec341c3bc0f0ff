namespace Stagecraft.Bench.Benchmarks;

/// <summary>The page with the tables.</summary>
internal static class BenchmarkPage
{
    private const string End = "<!-- end -->";

    /// <summary>Replaces the lines between the marks of a benchmark: its name, and settings before the command.</summary>
    public static string Replace(string page, string benchmark, string table, string settings = "")
    {
        var start = page.IndexOf($"<!-- {settings}build/bench {benchmark} --write", StringComparison.Ordinal);
        var from = start < 0 ? -1 : page.IndexOf('\n', start);
        var to = from < 0 ? -1 : page.IndexOf($"\n{End}", from, StringComparison.Ordinal);
        if (to < 0) throw new BenchException($"docs/benchmarks.md has no place for the table of '{settings}build/bench {benchmark}'");
        return $"{page[..from]}\n{table.TrimEnd()}{page[to..]}";
    }

    public static void Write(string benchmark, string table)
    {
        var file = Path.Combine(Workspace.Repository, "docs", "benchmarks.md");
        // Each key exchange has a table.
        var settings = Environment.GetEnvironmentVariable("BENCH_KEX") is { Length: > 0 } keyExchange ? $"BENCH_KEX={keyExchange} " : "";
        File.WriteAllText(file, Replace(File.ReadAllText(file), benchmark, table, settings));
    }
}

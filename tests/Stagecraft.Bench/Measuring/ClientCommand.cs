namespace Stagecraft.Bench.Measuring;

/// <summary>A program with its arguments.</summary>
internal sealed record ClientCommand(string Program, params IReadOnlyList<string> Arguments)
{
    /// <summary>Added to this process's own environment.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>The file that is its standard input; by default empty.</summary>
    public string? InputFile { get; init; }
}

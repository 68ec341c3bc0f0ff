namespace Stagecraft.Bench.Benchmarks;

/// <summary>From nothing to a table, and back to nothing.</summary>
internal interface IBenchmark : IAsyncDisposable
{
    /// <returns>The text with the table.</returns>
    Task<string> RunAsync();
}

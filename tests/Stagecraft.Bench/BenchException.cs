namespace Stagecraft.Bench;

/// <summary>Ends a benchmark: its message is for the person who started it.</summary>
internal sealed class BenchException(string message) : Exception(message);

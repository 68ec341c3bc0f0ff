using System.Collections.Concurrent;

namespace Stagecraft.Testing.Cloud;

/// <summary>Records reports immediately. The framework's <c>Progress</c> reports later, on another thread.</summary>
public sealed class RecordedProgress(Action<string>? then = null) : IProgress<string>
{
    private readonly ConcurrentQueue<string> lines = new();

    public IReadOnlyList<string> Lines => [.. lines];

    public void Report(string value)
    {
        lines.Enqueue(value);
        then?.Invoke(value);
    }
}

namespace Stagecraft.Application;

/// <summary>Ignores progress, for callers that do not show it.</summary>
internal sealed class NoProgress : IProgress<string>
{
    public void Report(string value)
    {
        // Ignored.
    }
}

namespace Stagecraft.Bootstrap.Cloud;

/// <summary>Ignores progress, for callers that do not show it.</summary>
public sealed class NoProgress : IProgress<string>
{
    public void Report(string value)
    {
        // Ignored.
    }
}

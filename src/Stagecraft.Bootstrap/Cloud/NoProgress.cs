namespace Stagecraft.Bootstrap.Cloud;

/// <summary>For a caller that has nobody to tell.</summary>
public sealed class NoProgress : IProgress<string>
{
    public void Report(string value)
    {
        // Nobody asked to be told.
    }
}

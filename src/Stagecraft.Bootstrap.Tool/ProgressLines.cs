namespace Stagecraft.Bootstrap.Tool;

/// <summary>What the cloud provider does, a line each, as it happens.</summary>
internal sealed class ProgressLines(TextWriter output) : IProgress<string>
{
    private readonly Lock gate = new();

    public void Report(string value)
    {
        lock (gate) output.WriteLine(value);
    }
}

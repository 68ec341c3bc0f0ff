using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Tool;

/// <summary>Writes one line for each action of the cloud provider.</summary>
internal sealed class ProgressLines(TextWriter output, Func<string, string> mask) : IProgress<string>
{
    private readonly Lock gate = new();

    public void Report(string value)
    {
        lock (gate) output.WriteLine(SafeText.Line(mask(value)));
    }
}

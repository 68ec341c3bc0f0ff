namespace Stagecraft.Configuration;

internal sealed class NoProgress : IProgress<string>
{
    public static readonly NoProgress Instance = new();

    public void Report(string value)
    {
        // Nobody asked to be told.
    }
}

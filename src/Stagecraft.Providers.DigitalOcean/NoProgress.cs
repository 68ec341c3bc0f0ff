namespace Stagecraft.Providers.DigitalOcean;

internal sealed class NoProgress : IProgress<string>
{
    public void Report(string value)
    {
        // A plan has no one to tell.
    }
}

namespace Stagecraft.Providers.DigitalOcean.Api;

internal sealed record Image(string? Status, IReadOnlyList<string>? Regions)
{
    public const string Retired = "retired";
}

namespace Stagecraft.Providers.DigitalOcean.Api;

internal sealed record RegionPage(IReadOnlyList<Region>? Regions, PageLinks? Links) : IPage<Region>
{
    public IReadOnlyList<Region>? Items => Regions;
}

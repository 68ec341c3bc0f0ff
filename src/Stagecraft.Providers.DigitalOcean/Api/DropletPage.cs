namespace Stagecraft.Providers.DigitalOcean.Api;

internal sealed record DropletPage(IReadOnlyList<Droplet>? Droplets, PageLinks? Links) : IPage<Droplet>
{
    public IReadOnlyList<Droplet>? Items => Droplets;
}

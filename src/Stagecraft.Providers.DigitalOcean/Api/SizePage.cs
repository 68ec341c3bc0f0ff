namespace Stagecraft.Providers.DigitalOcean.Api;

internal sealed record SizePage(IReadOnlyList<Size>? Sizes, PageLinks? Links) : IPage<Size>
{
    public IReadOnlyList<Size>? Items => Sizes;
}

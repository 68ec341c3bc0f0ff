namespace Stagecraft.Providers.DigitalOcean.Api;

internal sealed record ReservedIpPage(IReadOnlyList<ReservedIp>? ReservedIps, PageLinks? Links) : IPage<ReservedIp>
{
    public IReadOnlyList<ReservedIp>? Items => ReservedIps;
}

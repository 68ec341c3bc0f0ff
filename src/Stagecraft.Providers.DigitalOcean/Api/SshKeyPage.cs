namespace Stagecraft.Providers.DigitalOcean.Api;

internal sealed record SshKeyPage(IReadOnlyList<SshKey>? SshKeys, PageLinks? Links) : IPage<SshKey>
{
    public IReadOnlyList<SshKey>? Items => SshKeys;
}

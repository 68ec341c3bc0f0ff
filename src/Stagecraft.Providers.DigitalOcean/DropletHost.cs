using System.Globalization;
using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Providers.DigitalOcean.Api;

namespace Stagecraft.Providers.DigitalOcean;

/// <summary>A droplet as a host.</summary>
internal static class DropletHost
{
    public static Host Of(Droplet droplet)
    {
        var tags = droplet.Tags ?? [];
        var id = droplet.Id.ToString(CultureInfo.InvariantCulture);
        return new Host
        {
            Id = id,
            Name = droplet.Name ?? id,
            Role = DropletTags.Role(tags),
            PublicIp = droplet.PublicAddress,
            Tags = [.. tags.Order(StringComparer.Ordinal)],
        };
    }
}

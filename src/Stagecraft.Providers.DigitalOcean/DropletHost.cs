using System.Globalization;
using Stagecraft.Bootstrap;

namespace Stagecraft.Providers.DigitalOcean;

/// <summary>Converts a droplet to a host.</summary>
internal static class DropletHost
{
    /// <param name="name">The name in the configuration. DigitalOcean's spelling may differ in case.</param>
    /// <param name="found">The droplet and its problem, if any.</param>
    /// <param name="reserved">The account's reserved addresses, if known.</param>
    public static Host Of(string name, FoundDroplet found, IReadOnlySet<string>? reserved = null)
    {
        var tags = found.Droplet.Tags ?? [];
        return new Host
        {
            Id = found.Droplet.Id.ToString(CultureInfo.InvariantCulture),
            Name = name,
            Role = DropletTags.Role(tags),
            PublicIp = found.Droplet.PublicAddress(reserved),
            PrivateIp = found.Droplet.PrivateAddress,
            Tags = [.. tags.Order(StringComparer.Ordinal)],
            Problem = found.Problem,
        };
    }

    /// <summary>A droplet that does not exist, or is not known to exist.</summary>
    public static Host Missing(DropletSpec spec, HostProblem problem) => new() { Id = spec.Name, Name = spec.Name, Role = spec.Role, Tags = spec.AllTags, Problem = problem };
}

using System.Globalization;
using Stagecraft.Bootstrap.Hosts;

namespace Stagecraft.Providers.DigitalOcean;

/// <summary>A droplet as a host.</summary>
internal static class DropletHost
{
    /// <param name="name">As the configuration has it: DigitalOcean's spelling may differ in its case.</param>
    /// <param name="found">The droplet, and what is wrong with it.</param>
    /// <param name="reserved">The account's reserved addresses, as far as they are known.</param>
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

    /// <summary>One that does not exist, or is not known to.</summary>
    public static Host Missing(DropletSpec spec, HostProblem problem) => new() { Id = spec.Name, Name = spec.Name, Role = spec.Role, Tags = spec.Tags, Problem = problem };
}

using Stagecraft.Providers.DigitalOcean.Api;

namespace Stagecraft.Providers.DigitalOcean;

/// <summary>A droplet as configured.</summary>
internal sealed record DropletSpec(string Environment, string HostName, string? Role, string Size, string Region)
{
    /// <summary>Ubuntu 22.04, the platform that bootstrap supports.</summary>
    public const string Image = "ubuntu-22-04-x64";

    /// <summary>The name of the droplet and of the host.</summary>
    public string Name => $"{Environment}-{HostName}";

    public IReadOnlyList<string> Tags => DropletTags.Of(Environment, Role);

    /// <summary>DigitalOcean lists GPU droplets separately.</summary>
    public bool HasGpu => Size.StartsWith("gpu-", StringComparison.Ordinal);

    public DropletRequest Request(long sshKey) => new(Name, Region, Size, Image, [sshKey], Tags);
}

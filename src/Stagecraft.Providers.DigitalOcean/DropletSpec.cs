using Stagecraft.Providers.DigitalOcean.Api;

namespace Stagecraft.Providers.DigitalOcean;

/// <summary>A droplet as the configuration wants it.</summary>
internal sealed record DropletSpec(string Environment, string HostName, string? Role, string Size, string Region)
{
    /// <summary>Ubuntu 22.04, the platform that bootstrap knows.</summary>
    public const string Image = "ubuntu-22-04-x64";

    /// <summary>Its name in the account, and the host's name.</summary>
    public string Name => $"{Environment}-{HostName}";

    public IReadOnlyList<string> Tags => DropletTags.Of(Environment, Role);

    /// <summary>DigitalOcean lists droplets with a GPU apart.</summary>
    public bool HasGpu => Size.StartsWith("gpu-", StringComparison.Ordinal);

    public DropletRequest Request(long sshKey) => new(Name, Region, Size, Image, [sshKey], Tags);
}

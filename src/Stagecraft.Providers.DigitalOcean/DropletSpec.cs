namespace Stagecraft.Providers.DigitalOcean;

/// <summary>A droplet as configured.</summary>
public sealed record DropletSpec(string Environment, string HostName, string? Role, string Size, string Region)
{
    /// <summary>Ubuntu 22.04, the platform that bootstrap supports.</summary>
    internal const string Image = "ubuntu-22-04-x64";

    /// <summary>The name of the droplet and of the host.</summary>
    public string Name => $"{Environment}-{HostName}";

    internal IReadOnlyList<string> Tags => DropletTags.Of(Environment, Role);

    /// <summary>DigitalOcean lists GPU droplets separately.</summary>
    internal bool HasGpu => Size.StartsWith("gpu-", StringComparison.Ordinal);

    internal DropletRequest Request(long sshKey) => new(Name, Region, Size, Image, [sshKey], Tags);
}

/// <summary>The tags that identify Stagecraft's droplets, and their meaning.</summary>
/// <remarks>DigitalOcean ignores the case of tags, and keeps the spelling that the account used first.</remarks>
internal static class DropletTags
{
    public const string Owner = "stagecraft";

    private const string EnvironmentPrefix = "stagecraft-env-";
    private const string RolePrefix = "stagecraft-role-";

    public static string Environment(string environment) => EnvironmentPrefix + environment;

    public static IReadOnlyList<string> Of(string environment, string? role) =>
        role is null ? [Owner, Environment(environment)] : [Owner, Environment(environment), RolePrefix + role];

    public static bool Has(IEnumerable<string> tags, string tag) => tags.Contains(tag, StringComparer.OrdinalIgnoreCase);

    /// <summary>The role in the tags, in lower case as in the configuration. If there are several, the first in ordinal order.</summary>
    public static string? Role(IEnumerable<string> tags) => tags
        .Where(tag => tag.StartsWith(RolePrefix, StringComparison.OrdinalIgnoreCase))
#pragma warning disable CA1308 // Roles of the configuration are lower case.
        .Select(tag => tag[RolePrefix.Length..].ToLowerInvariant())
#pragma warning restore CA1308
        .Order(StringComparer.Ordinal)
        .FirstOrDefault();
}

namespace Stagecraft.Providers.DigitalOcean;

/// <summary>A droplet that an environment should have.</summary>
/// <param name="Environment">For example <c>production</c>. Lower-case letters, digits and inner hyphens.</param>
/// <param name="HostName">For example <c>app-1</c>. Lower-case letters, digits and inner hyphens. Unique in its environment.</param>
/// <param name="Role">The role of the host, which becomes a tag of the droplet. Null if it has none.</param>
/// <param name="Size">The slug of the size, for example <c>s-1vcpu-1gb</c>.</param>
/// <param name="Region">The slug of the region, for example <c>fra1</c>.</param>
public sealed record DropletSpec(string Environment, string HostName, string? Role, string Size, string Region)
{
    /// <summary>Ubuntu 22.04, the platform that bootstrap supports.</summary>
    internal const string Image = "ubuntu-22-04-x64";

    /// <summary>The name of the droplet and of the host: <c>ENVIRONMENT-HOSTNAME</c>.</summary>
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

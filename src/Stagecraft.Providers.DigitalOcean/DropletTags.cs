namespace Stagecraft.Providers.DigitalOcean;

/// <summary>The tags by which a droplet is known as ours, and what they say.</summary>
internal static class DropletTags
{
    public const string Owner = "stagecraft";

    private const string EnvironmentPrefix = "stagecraft-env-";
    private const string RolePrefix = "stagecraft-role-";

    public static string Environment(string environment) => EnvironmentPrefix + environment;

    public static IReadOnlyList<string> Of(string environment, string? role) =>
        role is null ? [Owner, Environment(environment)] : [Owner, Environment(environment), RolePrefix + role];

    /// <summary>The role that the tags name; the first in ordinal order where somebody added another.</summary>
    public static string? Role(IEnumerable<string> tags) => tags
        .Where(tag => tag.StartsWith(RolePrefix, StringComparison.Ordinal))
        .Select(tag => tag[RolePrefix.Length..])
        .Order(StringComparer.Ordinal)
        .FirstOrDefault();
}

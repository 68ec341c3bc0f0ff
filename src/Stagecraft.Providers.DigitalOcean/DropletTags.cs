namespace Stagecraft.Providers.DigitalOcean;

/// <summary>The tags by which a droplet is known as ours, and what they say.</summary>
/// <remarks>DigitalOcean compares tags without regard to case, and keeps the spelling that an account used first.</remarks>
internal static class DropletTags
{
    public const string Owner = "stagecraft";

    private const string EnvironmentPrefix = "stagecraft-env-";
    private const string RolePrefix = "stagecraft-role-";

    public static string Environment(string environment) => EnvironmentPrefix + environment;

    public static IReadOnlyList<string> Of(string environment, string? role) =>
        role is null ? [Owner, Environment(environment)] : [Owner, Environment(environment), RolePrefix + role];

    public static bool Has(IEnumerable<string> tags, string tag) => tags.Contains(tag, StringComparer.OrdinalIgnoreCase);

    /// <summary>The role that the tags name, in lower case as the configuration has it; the first in ordinal order where somebody added another.</summary>
    public static string? Role(IEnumerable<string> tags) => tags
        .Where(tag => tag.StartsWith(RolePrefix, StringComparison.OrdinalIgnoreCase))
#pragma warning disable CA1308 // Roles of the configuration are lower case.
        .Select(tag => tag[RolePrefix.Length..].ToLowerInvariant())
#pragma warning restore CA1308
        .Order(StringComparer.Ordinal)
        .FirstOrDefault();
}

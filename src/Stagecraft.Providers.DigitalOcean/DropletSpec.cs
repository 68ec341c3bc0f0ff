namespace Stagecraft.Providers.DigitalOcean;

/// <summary>A droplet that an environment should have. The properties that are not parameters matter only when it is created.</summary>
/// <param name="Environment">For example <c>production</c>. Lower-case letters, digits and inner hyphens.</param>
/// <param name="HostName">For example <c>app-1</c>. Lower-case letters, digits and inner hyphens. Unique in its environment.</param>
/// <param name="Role">The role of the host, which becomes a tag of the droplet. Null if it has none.</param>
/// <param name="Size">The slug of the size, for example <c>s-1vcpu-1gb</c>.</param>
/// <param name="Region">The slug of the region, for example <c>fra1</c>.</param>
public sealed record DropletSpec(string Environment, string HostName, string? Role, string Size, string Region)
{
    /// <summary>The default of <see cref="Image"/>: Ubuntu 24.04.</summary>
    internal const string DefaultImage = "ubuntu-24-04-x64";

    /// <summary>The name of the droplet and of the host: <c>ENVIRONMENT-HOSTNAME</c>.</summary>
    public string Name => $"{Environment}-{HostName}";

    /// <summary>
    /// The image: a slug such as <c>debian-13-x64</c>, an id (digits), or the name of a snapshot or custom image of the account.
    /// The default is <c>ubuntu-24-04-x64</c>. A name that no image or several images have is a problem of the droplet.
    /// </summary>
    public string Image { get; init; } = DefaultImage;

    /// <summary>
    /// The SSH keys of the account that the droplet accepts, each by its name, id or fingerprint. Null, the default, for those of
    /// <see cref="DigitalOceanOptions.SshKeys"/>. If it is not null, it has at least one entry.
    /// </summary>
    public IReadOnlyList<string>? SshKeys { get; init; }

    /// <summary>
    /// The name or the UUID of a VPC in the droplet's region. Null, the default, for the default VPC of the region. To find a name,
    /// the token needs the scope <c>vpc:read</c>.
    /// </summary>
    public string? Vpc { get; init; }

    /// <summary>
    /// Tags in addition to those that identify the droplet: letters, digits, <c>:</c>, <c>-</c> and <c>_</c>, at most 255
    /// characters. Names that begin with <c>stagecraft</c> are reserved. None by default.
    /// </summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whether to install DigitalOcean's monitoring agent. Null, the default, for DigitalOcean's default: no.</summary>
    public bool? Monitoring { get; init; }

    /// <summary>Whether the droplet gets an IPv6 address. Null, the default, for DigitalOcean's default: no.</summary>
    public bool? IPv6 { get; init; }

    /// <summary>
    /// The user data that cloud-init runs at the first start: text, at most 64 KiB in UTF-8. It must not contain the token. Null or
    /// empty for none.
    /// </summary>
    public string? UserData { get; init; }

    /// <summary>Without <see cref="UserData"/>, which may contain secrets.</summary>
    public override string ToString() => $"{Name} ({Size}, {Region}, {Image})";

    /// <summary>The tags that identify the droplet.</summary>
    internal IReadOnlyList<string> OwnerTags => DropletTags.Of(Environment, Role);

    internal IReadOnlyList<string> AllTags => [.. OwnerTags.Union(Tags, StringComparer.OrdinalIgnoreCase)];

    /// <summary>DigitalOcean lists GPU droplets separately.</summary>
    internal bool HasGpu => Size.StartsWith("gpu-", StringComparison.Ordinal);

    internal DropletRequest Request(DropletSource source) => new(
        Name,
        // A region without a number, such as nyc, could become another one than the VPC's.
        source.Vpc?.Region ?? Region,
        Size,
        source.Image,
        [.. source.SshKeys.Select(key => key.Id)],
        AllTags,
        source.Vpc?.Id,
        Monitoring,
        IPv6,
        string.IsNullOrEmpty(UserData) ? null : UserData);
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

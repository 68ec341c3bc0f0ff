using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Stagecraft.Providers.DigitalOcean;

/// <summary>The used properties of a droplet: https://docs.digitalocean.com/reference/api/digitalocean/#tag/Droplets</summary>
/// <remarks>The tags are absent if the token may not read tags.</remarks>
internal sealed record Droplet(
    long Id, string? Name, string? Status, string? SizeSlug, Region? Region, DropletNetworks? Networks, IReadOnlyList<string>? Tags, DateTimeOffset? CreatedAt)
{
    public const string Active = "active";
    public const string New = "new";
    public const string Off = "off";
    public const string Archive = "archive";

    public string? PrivateAddress => Networks?.Of(DropletAddress.Private).FirstOrDefault();

    /// <summary>The droplet's permanent address. A reserved one can move to another droplet, so it is used only if there is no other.</summary>
    public string? PublicAddress(IReadOnlySet<string>? reserved = null)
    {
        var all = Networks?.Of(DropletAddress.Public).ToList() ?? [];
        return all.Find(address => reserved?.Contains(address) != true) ?? all.FirstOrDefault();
    }
}

internal sealed record DropletNetworks(IReadOnlyList<DropletAddress>? V4, IReadOnlyList<DropletAddress>? V6)
{
    /// <summary>The addresses of one type, IPv4 first.</summary>
    public IEnumerable<string> Of(string type) => Of(V4, type).Concat(Of(V6, type));

    /// <summary>Whether there are several public addresses: the droplet's own and a reserved one. The list does not distinguish them.</summary>
    public bool HasSeveralPublic => Of(V4, DropletAddress.Public).Skip(1).Any();

    private static IEnumerable<string> Of(IReadOnlyList<DropletAddress>? addresses, string type) =>
        (addresses ?? []).Where(address => address.Type == type && !string.IsNullOrWhiteSpace(address.IpAddress)).Select(address => address.IpAddress!);
}

/// <param name="IpAddress">Without a prefix length.</param>
/// <param name="Type"><c>public</c> or <c>private</c>.</param>
internal sealed record DropletAddress(string? IpAddress, string? Type)
{
    public const string Public = "public";
    public const string Private = "private";
}

/// <summary>The body that creates one droplet. Null values are not sent. The image is a slug, or an id as a number.</summary>
internal sealed record DropletRequest(
    string Name,
    string Region,
    string Size,
    JsonValue Image,
    IReadOnlyList<long> SshKeys,
    IReadOnlyList<string> Tags,
    string? VpcUuid,
    bool? Monitoring,
    bool? Ipv6,
    string? UserData);

internal sealed record DropletAnswer(Droplet? Droplet);

internal sealed record ImageAnswer(Image? Image);

/// <summary>The used properties of an image. <see cref="MinDiskSize"/> is the disk that a droplet needs for it, in GB.</summary>
internal sealed record Image(long Id, string? Name, string? Distribution, string? Status, IReadOnlyList<string>? Regions, long? MinDiskSize)
{
    public const string Available = "available";
    public const string Retired = "retired";
    public const string UnknownDistribution = "Unknown";
}

internal sealed record Region(string? Slug, bool? Available = null)
{
    /// <summary>Whether a region matches the requested one. DigitalOcean accepts <c>nyc</c> for any of <c>nyc1</c>, <c>nyc2</c>, ...</summary>
    public static bool Matches(string wanted, string? slug) =>
        slug == wanted || (slug?.StartsWith(wanted, StringComparison.Ordinal) == true && slug.AsSpan(wanted.Length).ContainsAnyExceptInRange('0', '9') is false);
}

/// <summary>The used properties of a size. The disk is in GB.</summary>
internal sealed record Size(string? Slug, bool? Available, IReadOnlyList<string>? Regions, long? Disk);

/// <summary>The used properties of a VPC. The region is a slug.</summary>
internal sealed record Vpc(string? Id, string? Name, string? Region);

/// <summary>An SSH key of the account. The fingerprint is MD5, as <c>aa:bb:...</c>; the public key is a line of <c>authorized_keys</c>.</summary>
internal sealed record SshKey(long Id, string? Name, string? Fingerprint, string? PublicKey)
{
    private const string Sha256Prefix = "SHA256:";

    /// <summary>Whether an entry of the configuration is the name, the id or the fingerprint of this key.</summary>
    public bool Is(string entry) =>
        entry == Name
        || (long.TryParse(entry, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id == Id)
        || (Fingerprint is { Length: > 0 } && string.Equals(entry, Fingerprint, StringComparison.OrdinalIgnoreCase))
        || (entry.StartsWith(Sha256Prefix, StringComparison.Ordinal) && entry.TrimEnd('=') == Sha256Fingerprint());

    private string? Sha256Fingerprint()
    {
        var blob = new byte[PublicKey?.Length ?? 0];
        return PublicKey?.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is [_, var base64, ..] && Convert.TryFromBase64String(base64, blob, out var length)
            ? Sha256Prefix + Convert.ToBase64String(SHA256.HashData(blob.AsSpan(0, length))).TrimEnd('=')
            : null;
    }
}

internal sealed record ReservedIp(string? Ip);

internal sealed record AccountAnswer(AccountLimits? Account);

/// <summary>The used properties of an account.</summary>
internal sealed record AccountLimits(int? DropletLimit, string? Status)
{
    public const string Locked = "locked";
}

/// <summary>The required scopes of a token, with DigitalOcean's names: https://docs.digitalocean.com/reference/api/scopes/</summary>
internal static class TokenScopes
{
    /// <summary>For messages.</summary>
    public const string Needed = "droplet:read, droplet:create, ssh_key:read, tag:read and tag:create";

    /// <summary>Needed to find a snapshot or a custom image by its name.</summary>
    public const string Images = "image:read";

    /// <summary>Needed to find a VPC by its name.</summary>
    public const string Vpcs = "vpc:read";
}

internal sealed record ErrorAnswer(string? Id, string? Message, string? RequestId);

/// <summary>One page of a list. A page without items is an invalid response.</summary>
internal interface IPage<out T>
{
    IReadOnlyList<T>? Items { get; }

    PageLinks? Links { get; }
}

internal sealed record PageLinks(PageLinkSet? Pages);

/// <param name="Next">The URL of the next page; absent on the last.</param>
internal sealed record PageLinkSet(string? Next);

internal sealed record DropletPage(IReadOnlyList<Droplet>? Droplets, PageLinks? Links) : IPage<Droplet>
{
    public IReadOnlyList<Droplet>? Items => Droplets;
}

internal sealed record RegionPage(IReadOnlyList<Region>? Regions, PageLinks? Links) : IPage<Region>
{
    public IReadOnlyList<Region>? Items => Regions;
}

internal sealed record SizePage(IReadOnlyList<Size>? Sizes, PageLinks? Links) : IPage<Size>
{
    public IReadOnlyList<Size>? Items => Sizes;
}

internal sealed record ImagePage(IReadOnlyList<Image>? Images, PageLinks? Links) : IPage<Image>
{
    public IReadOnlyList<Image>? Items => Images;
}

internal sealed record VpcPage(IReadOnlyList<Vpc>? Vpcs, PageLinks? Links) : IPage<Vpc>
{
    public IReadOnlyList<Vpc>? Items => Vpcs;
}

internal sealed record SshKeyPage(IReadOnlyList<SshKey>? SshKeys, PageLinks? Links) : IPage<SshKey>
{
    public IReadOnlyList<SshKey>? Items => SshKeys;
}

internal sealed record ReservedIpPage(IReadOnlyList<ReservedIp>? ReservedIps, PageLinks? Links) : IPage<ReservedIp>
{
    public IReadOnlyList<ReservedIp>? Items => ReservedIps;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DropletPage))]
[JsonSerializable(typeof(DropletAnswer))]
[JsonSerializable(typeof(DropletRequest))]
[JsonSerializable(typeof(SshKeyPage))]
[JsonSerializable(typeof(RegionPage))]
[JsonSerializable(typeof(SizePage))]
[JsonSerializable(typeof(ReservedIpPage))]
[JsonSerializable(typeof(ImageAnswer))]
[JsonSerializable(typeof(ImagePage))]
[JsonSerializable(typeof(VpcPage))]
[JsonSerializable(typeof(AccountAnswer))]
[JsonSerializable(typeof(ErrorAnswer))]
internal sealed partial class DigitalOceanJson : JsonSerializerContext;

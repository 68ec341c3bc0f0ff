namespace Stagecraft.Providers.DigitalOcean.Api;

/// <summary>What we read of a droplet: https://docs.digitalocean.com/reference/api/digitalocean/#tag/Droplets</summary>
internal sealed record Droplet(
    long Id, string? Name, string? Status, string? SizeSlug, Region? Region, DropletNetworks? Networks, IReadOnlyList<string>? Tags, DateTimeOffset? CreatedAt)
{
    public const string Active = "active";
    public const string New = "new";

    public string? PublicAddress => Public(Networks?.V4) ?? Public(Networks?.V6);

    private static string? Public(IReadOnlyList<DropletAddress>? addresses) =>
        addresses?.FirstOrDefault(address => address.Type == "public" && !string.IsNullOrWhiteSpace(address.IpAddress))?.IpAddress;
}

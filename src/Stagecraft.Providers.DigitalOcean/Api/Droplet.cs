namespace Stagecraft.Providers.DigitalOcean.Api;

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

namespace Stagecraft.Providers.Tests.DigitalOcean;

/// <summary>A droplet in the stand-in's account.</summary>
internal sealed class StandInDroplet
{
    public static readonly IReadOnlyList<string> OurTags = ["stagecraft", "stagecraft-env-production", "stagecraft-role-app"];

    public required long Id { get; init; }

    public required string Name { get; init; }

    public string Size { get; init; } = "s-1vcpu-1gb";

    public string Region { get; init; } = "fra1";

    public IReadOnlyList<string> Tags { get; init; } = OurTags;

    public string CreatedAt { get; init; } = "2025-01-02T03:04:05Z";

    /// <summary>How often it still answers <c>new</c>.</summary>
    public int Starting { get; set; }

    public string? IPv4 { get; init; } = "203.0.113.7";

    public string? IPv6 { get; init; } = "2001:db8::7";

    public object Answer(bool look)
    {
        var isNew = Starting > 0;
        if (look && isNew) Starting--;
        return new
        {
            id = Id,
            name = Name,
            memory = 1024,
            vcpus = 1,
            disk = 25,
            locked = false,
            status = isNew ? "new" : "active",
            created_at = CreatedAt,
            features = Array.Empty<string>(),
            size_slug = Size,
            region = new { slug = Region, name = "Frankfurt 1", available = true },
            tags = Tags,
            networks = new
            {
                v4 = isNew || IPv4 is null ? [] : new object[]
                {
                    new { ip_address = "10.0.0.2", netmask = "255.255.0.0", gateway = "", type = "private" },
                    new { ip_address = IPv4, netmask = "255.255.255.0", gateway = "203.0.113.1", type = "public" },
                },
                v6 = isNew || IPv6 is null ? [] : new object[] { new { ip_address = IPv6, netmask = 64, gateway = "2001:db8::1", type = "public" } },
            },
        };
    }
}

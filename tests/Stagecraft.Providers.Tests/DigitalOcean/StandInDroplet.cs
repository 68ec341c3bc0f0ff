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

    /// <summary>How often it answers without an address once it is no longer <c>new</c>.</summary>
    public int WithoutAddress { get; set; }

    /// <summary>Once it is no longer <c>new</c>.</summary>
    public string Status { get; init; } = "active";

    /// <summary>The number of lists that do not contain it yet.</summary>
    public int Lag { get; set; }

    /// <summary>How often it is still unknown by its id.</summary>
    public int NotKnownYet { get; set; }

    /// <summary>It could not be placed and was deleted.</summary>
    public bool IsWithdrawn { get; set; }

    public string? IPv4 { get; init; } = "203.0.113.7";

    /// <summary>Another public address, listed before its own.</summary>
    public string? ReservedIPv4 { get; init; }

    public string? IPv6 { get; init; } = "2001:db8::7";

    public static object RegionAnswer(string slug) => new { slug, name = "Frankfurt 1", available = true, features = Array.Empty<string>(), sizes = Array.Empty<string>() };

    public void Look()
    {
        if (Starting > 0) Starting -= Starting == int.MaxValue ? 0 : 1;
        else if (WithoutAddress > 0) WithoutAddress--;
    }

    public Dictionary<string, object?> Answer(bool withTags)
    {
        var isNew = Starting > 0;
        var hasNoAddress = isNew || WithoutAddress > 0;
        var answer = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["id"] = Id,
            ["name"] = Name,
            ["memory"] = 1024,
            ["vcpus"] = 1,
            ["disk"] = 25,
            ["locked"] = isNew,
            ["status"] = isNew ? "new" : Status,
            ["created_at"] = CreatedAt,
            ["features"] = Array.Empty<string>(),
            ["backup_ids"] = Array.Empty<long>(),
            ["next_backup_window"] = null,
            ["snapshot_ids"] = Array.Empty<long>(),
            ["volume_ids"] = Array.Empty<string>(),
            ["image"] = new { id = 6918990, name = "22.04 x64", slug = "ubuntu-22-04-x64" },
            ["size"] = StandIn.SizeAnswer(Size, [Region]),
            ["size_slug"] = Size,
            ["region"] = RegionAnswer(Region),
            ["networks"] = new
            {
                v4 = hasNoAddress ? [] : V4().ToArray(),
                v6 = hasNoAddress || IPv6 is null ? [] : new object[] { new { ip_address = IPv6, netmask = 64, gateway = "2001:db8::1", type = "public" } },
            },
        };
        if (withTags) answer["tags"] = Tags;
        return answer;
    }

    private IEnumerable<object> V4()
    {
        yield return new { ip_address = "10.0.0.2", netmask = "255.255.0.0", gateway = "nil", type = "private" };
        if (ReservedIPv4 is not null) yield return new { ip_address = ReservedIPv4, netmask = "255.255.255.0", gateway = "203.0.113.1", type = "public" };
        if (IPv4 is not null) yield return new { ip_address = IPv4, netmask = "255.255.255.0", gateway = "203.0.113.1", type = "public" };
    }
}

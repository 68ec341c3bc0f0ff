namespace Stagecraft.Providers.Tests.DigitalOcean;

/// <summary>An SSH key in the stand-in's account.</summary>
internal sealed record StandInKey(long Id, string Name)
{
    /// <summary>Null for <see cref="StandIn.AuthorizedKey"/>.</summary>
    public string? PublicKey { get; init; }

    public string Fingerprint { get; init; } = $"3b:16:e4:bf:8b:00:8b:b8:59:8c:a9:d3:f0:19:fa:{Id:x2}";
}

/// <summary>An image. A snapshot or custom image of the account has no slug.</summary>
internal sealed record StandInImage(long Id, string Name, string? Slug = null)
{
    public string? Distribution { get; init; } = "Ubuntu";

    public string Status { get; init; } = "available";

    public IReadOnlyList<string> Regions { get; init; } = ["fra1", "nyc3"];

    public int MinDiskSize { get; init; } = 7;

    public object Answer()
    {
        var answer = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["id"] = Id,
            ["name"] = Name,
            ["slug"] = Slug,
            ["public"] = Slug is not null,
            ["regions"] = Regions,
            ["created_at"] = "2022-05-05T22:11:44Z",
            ["type"] = Slug is null ? "snapshot" : "base",
            ["min_disk_size"] = MinDiskSize,
            ["size_gigabytes"] = 0.6,
            ["description"] = "",
            ["tags"] = Array.Empty<string>(),
            ["status"] = Status,
            ["error_message"] = "",
        };
        if (Distribution is not null) answer["distribution"] = Distribution;
        return answer;
    }
}

internal sealed record StandInVpc(string Id, string Name, string Region)
{
    public object Answer() => new
    {
        id = Id,
        name = Name,
        region = Region,
        urn = $"do:vpc:{Id}",
        description = "",
        ip_range = "10.10.10.0/24",
        created_at = "2020-03-13T19:20:47.442049222Z",
        @default = false,
    };
}

namespace Stagecraft.Bootstrap;

/// <summary>
/// An operating system release that bootstrap supports, and everything that differs between releases. A new apt-based
/// release is a row here (see CONTRIBUTING.md).
/// </summary>
/// <param name="Id"><c>ID</c> of <c>/etc/os-release</c>, and the name of the distribution in the package repositories of vendors.</param>
/// <param name="VersionId"><c>VERSION_ID</c> of <c>/etc/os-release</c>.</param>
/// <param name="Codename">The suite of apt repositories for this release.</param>
/// <param name="Distribution">The name of the distribution, for messages.</param>
internal sealed record SupportedPlatform(string Id, string VersionId, string Codename, string Distribution)
{
    /// <summary>The distribution's own packages of Docker: the engine, and the client if it is separate.</summary>
    public required IReadOnlyList<string> Docker { get; init; }

    /// <summary>The distribution's own package of Compose v2. Null if it has none.</summary>
    public required string? Compose { get; init; }

    /// <summary>Packages that Docker needs from any packager, and that a minimal system may lack because they are only recommended.</summary>
    public IReadOnlyList<string> Additional { get; init; } = [];

    /// <summary>For messages, for example <c>Ubuntu 24.04</c>.</summary>
    public string Name => $"{Distribution} {VersionId}";

    public static IReadOnlyList<SupportedPlatform> All { get; } =
    [
        new("debian", "12", "bookworm", "Debian") { Docker = ["docker.io"], Compose = null, Additional = ["apparmor"] },
        new("debian", "13", "trixie", "Debian") { Docker = ["docker.io", "docker-cli"], Compose = "docker-compose", Additional = ["apparmor"] },
        new("ubuntu", "22.04", "jammy", "Ubuntu") { Docker = ["docker.io"], Compose = "docker-compose-v2" },
        new("ubuntu", "24.04", "noble", "Ubuntu") { Docker = ["docker.io"], Compose = "docker-compose-v2" },
        new("ubuntu", "26.04", "resolute", "Ubuntu") { Docker = ["docker.io"], Compose = "docker-compose-v2" },
    ];

    /// <summary>The names of all platforms: <c>Debian 12 and 13; Ubuntu 22.04, 24.04 and 26.04</c>.</summary>
    public static string Names { get; } = string.Join("; ", All.GroupBy(platform => platform.Distribution, StringComparer.Ordinal).Select(Versions));

    public static SupportedPlatform? Find(string id, string versionId) =>
        All.FirstOrDefault(platform => platform.Id == id && platform.VersionId == versionId);

    /// <summary>The supported release to use instead of an unsupported one of the same distribution: the next one, otherwise the newest. Null for an unknown distribution.</summary>
    public static SupportedPlatform? Nearest(string id, string versionId)
    {
        var releases = All.Where(platform => platform.Id == id).ToList();
        return Number(versionId) is { } number ? releases.Find(platform => Number(platform.VersionId) > number) ?? releases.LastOrDefault() : releases.LastOrDefault();
    }

    // Debian's versions have no second part. Testing and unstable have no version at all.
    private static Version? Number(string versionId) => Version.TryParse(versionId.Contains('.') ? versionId : versionId + ".0", out var number) ? number : null;

    private static string Versions(IGrouping<string, SupportedPlatform> releases)
    {
        var versions = releases.Select(platform => platform.VersionId).ToList();
        return $"{releases.Key} {string.Join(", ", versions[..^1])} and {versions[^1]}";
    }
}

using Stagecraft.Bootstrap;

namespace Stagecraft.Lab.Tests.Platforms;

/// <summary>What a test proved about a platform, and with which versions.</summary>
/// <param name="Name">The platform's name in the lab.</param>
/// <param name="Architecture">In Debian's words.</param>
/// <param name="OwnPackages">The versions of the distribution's own packages. Null if it has no Compose v2.</param>
/// <param name="DockerCe">The versions of Docker's packages: the newest, and the pinned one.</param>
/// <param name="Tools">The programs of the host that bootstrap uses, with their versions.</param>
internal sealed record PlatformRow(string Name, string Architecture, string? OwnPackages, string DockerCe, string Tools)
{
    private SupportedPlatform Platform => Lab.Platforms[Name];

    /// <summary>What does not change with a new version of a package. It begins the row.</summary>
    public string Proven => $"| {Platform.Name} | {Architecture} | {Origin} |";

    private string Origin => Lab.Origins[Name] == Platform.Codename ? "itself" : $"Debian ({Lab.Origins[Name]}) with Ubuntu's names";

    /// <summary>The line of the table.</summary>
    /// <param name="date">When it was measured.</param>
    public string Line(DateOnly date) => $"{Proven} {OwnPackages ?? "refused: no Compose v2"} | {DockerCe} | {Tools} | {date:yyyy-MM-dd} |";
}

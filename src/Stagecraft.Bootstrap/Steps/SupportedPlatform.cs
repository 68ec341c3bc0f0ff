namespace Stagecraft.Bootstrap;

/// <summary>
/// An operating system release that bootstrap knows. This list is the seam: a new release is an entry here,
/// its fixtures in the tests and a lab image.
/// </summary>
/// <param name="Id"><c>ID</c> of <c>/etc/os-release</c>.</param>
/// <param name="VersionId"><c>VERSION_ID</c> of <c>/etc/os-release</c>.</param>
/// <param name="Codename">The suite of apt repositories for this release.</param>
/// <param name="Name">For messages.</param>
internal sealed record SupportedPlatform(string Id, string VersionId, string Codename, string Name)
{
    internal static IReadOnlyList<SupportedPlatform> All { get; } =
    [
        new("ubuntu", "22.04", "jammy", "Ubuntu 22.04"),
    ];

    internal static SupportedPlatform? Find(string id, string versionId) =>
        All.FirstOrDefault(platform => platform.Id == id && platform.VersionId == versionId);
}

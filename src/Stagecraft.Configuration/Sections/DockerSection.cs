using Stagecraft.Bootstrap;

namespace Stagecraft.Configuration;

/// <summary>Reads <c>infra.bootstrap.docker</c>. Values that become script arguments are checked here, before any host is touched.</summary>
internal static class DockerSection
{
    private const string Latest = "latest";

    private static readonly Dictionary<string, DockerInstallMethod> Methods = new(StringComparer.Ordinal)
    {
        ["apt"] = DockerInstallMethod.Apt,
        ["docker-ce"] = DockerInstallMethod.DockerCe,
        ["skip"] = DockerInstallMethod.Skip,
    };

    public static DockerOptions Read(SettingsSection? section)
    {
        var defaults = new DockerOptions();
        if (section is null) return defaults;

        var options = new DockerOptions
        {
            Enabled = section.Flag("enabled") ?? defaults.Enabled,
            InstallMethod = section.Choice("installMethod", Methods) ?? defaults.InstallMethod,
            Version = section.Text("version") is { } version and not Latest ? version : null,
            Mirror = section.Text("mirror")?.TrimEnd('/'),
            MirrorKeyFingerprint = section.Text("mirrorKeyFingerprint")?.ToUpperInvariant(),
            ComposeRequired = section.Flag("composeRequired") ?? defaults.ComposeRequired,
        };
        Check(section, options);
        section.RejectUnknownKeys();
        return options;
    }

    private static void Check(SettingsSection section, DockerOptions options)
    {
        if (options.Version is { } version && !(RemoteScript.IsWord(version) && char.IsAsciiDigit(version[0])))
            section.Reject("version", "must be 'latest', or a version or version prefix as printed by 'docker version', such as 27.5 or 27.5.1.");
        if (options.Mirror is { } mirror && !PlainUrl.IsArgument(mirror))
            section.Reject("mirror", "must be an http or https URL without user, query or unusual characters, such as https://mirror.example.com/docker/linux/ubuntu.");
        if (options.Mirror is not null && options.InstallMethod != DockerInstallMethod.DockerCe)
            section.Reject("mirror", "requires 'installMethod: docker-ce'. Set that, or remove the mirror.");
        if (options.MirrorKeyFingerprint is not { } fingerprint) return;
        if (!Fingerprint.IsArchiveKey(fingerprint))
            section.Reject("mirrorKeyFingerprint", $"must be the {Fingerprint.ArchiveKeyLength} hex digits that 'gpg --show-keys' prints, without spaces.");
        if (options.Mirror is null)
            section.Reject("mirrorKeyFingerprint", "requires 'mirror'. Set the mirror, or remove the fingerprint.");
    }
}

using Stagecraft.Bootstrap;

namespace Stagecraft.Providers.Tailscale;

/// <summary>The provider's section of <c>stagecraft.yml</c>, read and checked.</summary>
public sealed record TailscaleOptions
{
    /// <summary>The server of Tailscale's packages. A mirror replaces it: https://pkgs.tailscale.com/stable/</summary>
    internal const string PackageSource = "https://pkgs.tailscale.com";

    /// <summary>The key that signs the packages: https://tailscale.com/kb/1187/install-ubuntu-2204</summary>
    internal const string PackageKeyFingerprint = "2596A99EAAB33821893C0A79458CA832957F5868";

    /// <summary>The path of the key. Tailscale's own package uses the same path.</summary>
    internal const string PackageKeyring = "/usr/share/keyrings/tailscale-archive-keyring.gpg";

    /// <summary>The path of a mirror's key. It may be a different key, so Tailscale's package must not overwrite it.</summary>
    internal const string MirrorKeyring = "/usr/share/keyrings/tailscale-mirror.gpg";

    public required Secret AuthKey { get; init; }

    /// <summary>The source of the key, for messages: <c>the environment variable TS_AUTHKEY</c>.</summary>
    public required string AuthKeySource { get; init; }

    /// <summary>The tailnet's DNS name, in lower case and without a final dot. For Headscale, its base domain.</summary>
    public required string TailnetDomain { get; init; }

    public IReadOnlyList<string> DefaultTags { get; init; } = [];

    public IReadOnlyDictionary<string, IReadOnlyList<string>> RoleTags { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>The control server's URL; null for Tailscale's own.</summary>
    public string? LoginServer { get; init; }

    /// <summary>True if the control server is not Tailscale's own. It has no admin console, and different rules for tags.</summary>
    internal bool IsHeadscale => LoginServer is not null;

    public TailscaleInstallMethod InstallMethod { get; init; }

    /// <summary>Null if any version is accepted.</summary>
    public Version? MinVersion { get; init; }

    /// <summary>Replaces <see cref="PackageSource"/>, without a final slash.</summary>
    public string? Mirror { get; init; }

    /// <summary>The fingerprint (40 hex digits) of the mirror's key. Null if any key of the mirror is accepted.</summary>
    public string? MirrorKeyFingerprint { get; init; }
}

public enum TailscaleInstallMethod
{
    /// <summary>From Tailscale's apt repository, or a mirror of it.</summary>
    Auto,

    /// <summary>Installs and upgrades nothing. A host without a suitable client fails.</summary>
    Skip,
}

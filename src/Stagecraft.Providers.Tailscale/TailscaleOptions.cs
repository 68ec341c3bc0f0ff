using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Providers.Tailscale;

/// <summary>The provider's section of <c>stagecraft.yml</c>, read and checked.</summary>
internal sealed record TailscaleOptions
{
    /// <summary>Where Tailscale publishes its packages; a mirror replaces it: https://pkgs.tailscale.com/stable/</summary>
    public const string PackageSource = "https://pkgs.tailscale.com";

    /// <summary>The key that signs them: https://tailscale.com/kb/1187/install-ubuntu-2204</summary>
    public const string PackageKeyFingerprint = "2596A99EAAB33821893C0A79458CA832957F5868";

    /// <summary>Where the key is kept, by Tailscale's own package as well.</summary>
    public const string PackageKeyring = "/usr/share/keyrings/tailscale-archive-keyring.gpg";

    /// <summary>Where a mirror's key is kept: it may be another one, which Tailscale's package would overwrite.</summary>
    public const string MirrorKeyring = "/usr/share/keyrings/tailscale-mirror.gpg";

    public required Secret AuthKey { get; init; }

    /// <summary>Where a person finds the key, for messages: <c>the environment variable TS_AUTHKEY</c>.</summary>
    public required string AuthKeySource { get; init; }

    /// <summary>The tailnet's DNS name, lower-case, without a final dot; for Headscale its base domain.</summary>
    public required string TailnetDomain { get; init; }

    public IReadOnlyList<string> DefaultTags { get; init; } = [];

    public IReadOnlyDictionary<string, IReadOnlyList<string>> RoleTags { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>The control server's URL; null for Tailscale's own.</summary>
    public string? LoginServer { get; init; }

    /// <summary>Another control server than Tailscale's own: it has no admin console, and other rules for tags.</summary>
    public bool IsHeadscale => LoginServer is not null;

    public TailscaleInstallMethod InstallMethod { get; init; }

    /// <summary>Null where any version will do.</summary>
    public Version? MinVersion { get; init; }

    /// <summary>Replaces <see cref="PackageSource"/>, without a final slash.</summary>
    public string? Mirror { get; init; }

    /// <summary>The fingerprint (40 hex digits) of the mirror's key; null where any key of the mirror is taken.</summary>
    public string? MirrorKeyFingerprint { get; init; }
}

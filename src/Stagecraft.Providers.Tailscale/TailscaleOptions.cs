using Stagecraft.Bootstrap;

namespace Stagecraft.Providers.Tailscale;

/// <summary>The tailnet that hosts join, and the source of the client. Only the key and the domain are required.</summary>
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

    /// <summary>An auth key (<c>tskey-auth-...</c>, or one of Headscale), or an OAuth client secret (<c>tskey-client-...</c>), which requires tags.</summary>
    public required Secret AuthKey { get; init; }

    /// <summary>The source of the key, for messages: <c>the environment variable TS_AUTHKEY</c>.</summary>
    internal string AuthKeySource { get; init; } = $"{nameof(TailscaleOptions)}.{nameof(AuthKey)}";

    /// <summary>The tailnet's DNS name, for example <c>example.ts.net</c>. For Headscale, its base domain.</summary>
    public required string TailnetDomain { get; init => field = Normalized(value); }

    /// <summary>The tags of every node, for example <c>tag:app</c>. The default is none.</summary>
    public IReadOnlyList<string> DefaultTags { get; init; } = [];

    /// <summary>Additional tags of the nodes of a role (<see cref="Host.Role"/>), by role. The default is none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> RoleTags { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>The settings of every node. The default changes none.</summary>
    public TailscaleSettings Settings { get; init; } = new();

    /// <summary>The settings of the nodes of a role (<see cref="Host.Role"/>), by role. Each overrides the one in <see cref="Settings"/>. The default is none.</summary>
    public IReadOnlyDictionary<string, TailscaleSettings> RoleSettings { get; init; } =
        new Dictionary<string, TailscaleSettings>(StringComparer.Ordinal);

    /// <summary>The URL of a Headscale control server. Null, the default, means Tailscale's own control server.</summary>
    public string? LoginServer { get; init; }

    /// <summary>True if the control server is not Tailscale's own. It has no admin console, and different rules for tags.</summary>
    internal bool IsHeadscale => LoginServer is not null;

    /// <summary>
    /// The credential for the control server's API: the secret of an OAuth client (<c>tskey-client-...</c>) with the scope
    /// <c>devices:core</c>, or with <see cref="LoginServer"/> an API key of Headscale. With it, the nodes of ready hosts are
    /// checked against the server's list. The default is none.
    /// </summary>
    public Secret? ApiKey { get; init; }

    /// <summary>The source of <see cref="ApiKey"/>, for messages.</summary>
    internal string ApiKeySource { get; init; } = $"{nameof(TailscaleOptions)}.{nameof(ApiKey)}";

    /// <summary>
    /// Whether the node that has the name of a host is removed from the tailnet, if it has been offline for
    /// <see cref="ReplaceOfflineAfter"/> and has all tags of the host. Requires <see cref="ApiKey"/>, or an
    /// <see cref="AuthKey"/> that is an OAuth client secret with the scope <c>devices:core</c>. The default is false.
    /// </summary>
    public bool ReplaceOfflineNode { get; init; }

    /// <summary>How long a node must have been offline before it is replaced. A host may only be rebooting. The default is 10 minutes.</summary>
    public TimeSpan ReplaceOfflineAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The credential for the API. Empty if there is none.</summary>
    internal Secret ApiCredential => ApiKey is { } key ? key
        : ReplaceOfflineNode && !IsHeadscale && TailscaleNode.IsOAuthSecret(AuthKey) ? AuthKey
        : new Secret("");

    internal string ApiCredentialSource => ApiKey is null ? AuthKeySource : ApiKeySource;

    /// <summary>The address of the API. Headscale's is a part of the control server.</summary>
    internal Uri ApiUrl { get => field ?? (LoginServer is { } server ? new Uri(server) : new Uri("https://api.tailscale.com")); init; }

    /// <summary>Whether to install the client. The default is <see cref="TailscaleInstallMethod.Auto"/>.</summary>
    public TailscaleInstallMethod InstallMethod { get; init; }

    /// <summary>The oldest accepted version of the client. An older client is upgraded. Null, the default, accepts any version.</summary>
    public Version? MinVersion { get; init; }

    /// <summary>The version of the client that a host needs, or its leading parts, for example <c>1.102</c>. Null, the default, and <c>latest</c> accept any version.</summary>
    public string? Version { get; init => field = value == "latest" ? null : value; }

    /// <summary>If true, the package of the client is held at its version (<c>apt-mark hold</c>). The default is false.</summary>
    public bool Hold { get; init; }

    /// <summary>If false, the client is installed and hosts do not join, for example for an image. The default is true.</summary>
    public bool Join { get; init; } = true;

    /// <summary>The first probe.</summary>
    internal RemoteScript Detect => Hold ? TailscaleScripts.Detect.With("hold") : TailscaleScripts.Detect;

    /// <summary>The URL of a mirror of <c>https://pkgs.tailscale.com</c>. Null, the default, means Tailscale's own packages.</summary>
    public string? Mirror { get; init => field = value?.TrimEnd('/'); }

    /// <summary>The fingerprint (40 hex digits) of the mirror's key. Null, the default, accepts any key of the mirror.</summary>
    public string? MirrorKeyFingerprint { get; init => field = value?.ToUpperInvariant(); }

    /// <summary>A domain in lower case and without a final dot.</summary>
    internal static string Normalized(string domain) => domain.Trim().TrimEnd('.').ToLowerInvariant();
}

/// <summary>Whether to install the Tailscale client.</summary>
public enum TailscaleInstallMethod
{
    /// <summary>From Tailscale's apt repository, or a mirror of it.</summary>
    Auto,

    /// <summary>Installs and upgrades nothing. A host without a suitable client fails.</summary>
    Skip,
}

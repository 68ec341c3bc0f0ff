using System.Text.RegularExpressions;
using Stagecraft.Bootstrap;
using Stagecraft.Providers.Tailscale;

namespace Stagecraft.Configuration;

/// <summary>Reads the section <c>tailscale</c>. Reports all errors to the section's context.</summary>
internal sealed partial class TailscaleSection(SettingsSection section)
{
    // RFC 1035, section 2.3.4, minus one host label and its dot.
    private const int MaxDomainLength = 253 - 64;

    private static readonly Dictionary<string, TailscaleInstallMethod> InstallMethods = new(StringComparer.Ordinal)
    {
        ["auto"] = TailscaleInstallMethod.Auto,
        ["skip"] = TailscaleInstallMethod.Skip,
    };

    public TailscaleOptions Read()
    {
        var (key, source) = ReadKey();
        var install = section.Section("install");
        var options = new TailscaleOptions
        {
            AuthKey = key,
            AuthKeySource = source,
            TailnetDomain = ReadDomain(),
            DefaultTags = ReadTags(section, "default_tags"),
            RoleTags = ReadRoleTags(),
            LoginServer = ReadUrl(section, "login_server"),
            InstallMethod = install?.Choice("method", InstallMethods) ?? TailscaleInstallMethod.Auto,
            MinVersion = install is null ? null : ReadVersion(install),
            Mirror = install is null ? null : ReadUrl(install, "mirror")?.TrimEnd('/'),
            MirrorKeyFingerprint = install is null ? null : ReadFingerprint(install),
        };
        if (options is { Mirror: { } mirror, MirrorKeyFingerprint: null } && mirror.StartsWith("http:", StringComparison.OrdinalIgnoreCase))
            section.Context.Warn($"Packages and their key come over http from {mirror} (network.providers.tailscale.install.mirror), so anyone on the network path can become root on the hosts. Use https, or set mirror_key_fingerprint.");
        install?.RejectUnknownKeys();
        section.RejectUnknownKeys();

        if (TailscaleNode.IsOAuthSecret(key) && options.DefaultTags.Count == 0 && options.RoleTags.Count == 0)
            Report(section, section.Text("auth_key_env") is null ? "auth_key_file" : "auth_key_env", $"names {source}, which contains an OAuth client secret. Such a secret requires tags: set default_tags or role_tags.");
        return options;
    }

    private (Secret Key, string Source) ReadKey()
    {
        var variable = section.Text("auth_key_env");
        var file = section.Text("auth_key_file");
        if (variable is null == file is null)
        {
            section.Context.Report($"{section.Path} needs exactly one of auth_key_env and auth_key_file.", section.Location);
            return (new Secret(""), "no place");
        }

        var setting = variable is null ? "auth_key_file" : "auth_key_env";
        var location = section.LocationOf(setting);
        if (IsKey(variable ?? file!))
        {
            Report(section, setting, "is an auth key itself. Revoke it, because it is stored in a file now. Put a new key into an environment variable or a separate file, and name that here.");
            return (new Secret(""), "no place");
        }

        var (key, source) = variable is not null
            ? (section.Context.SecretFromEnvironment(variable, location), $"the environment variable {SafeText.Line(variable)}")
            : (section.Context.SecretFromFile(file!, location), $"the file '{SafeText.Line(file)}'");
        if (key.Reveal().Any(c => c is <= ' ' or > '~'))
            Report(section, setting, $"names {source}, which contains white space or a character that is not valid in an auth key. It must contain only the key.");
        else if (KeyProblem(key.Reveal()) is { } problem)
            Report(section, setting, $"names {source}, which {problem}");
        return (key, source);
    }

    // The prefixes of Tailscale (https://tailscale.com/kb/1277/key-prefixes) and Headscale show the kind of a key. Older keys
    // of both have no prefix.
    private static string? KeyProblem(string key)
    {
        var prefix = KeyPrefix.Match(key);
        if (prefix.Index > 0 || key.IndexOfAny(['\'', '"', '`']) >= 0)
            return "contains more than the auth key, such as quotes or the name of a variable. It must contain only the key.";
        return prefix.Groups["kind"].Value switch
        {
            "" or "auth" or "client" => null,
            "api" => "contains an API access token. Use an auth key (tskey-auth-...) or an OAuth client secret (tskey-client-...).",
            var kind => $"contains a key of the kind '{kind}'. Use an auth key (tskey-auth-...) or an OAuth client secret (tskey-client-...).",
        };
    }

    // Keys without a prefix have an id between the dashes, which contains capitals or digits.
    [GeneratedRegex("(ts|hs)key-((?<kind>(api|webhook|scim|partner|authreq|auth|client))-)?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KeyPrefix { get; }

    // Tailscale's keys and Headscale's: https://tailscale.com/kb/1277/key-prefixes
    private static bool IsKey(string text) => text.StartsWith("tskey-", StringComparison.Ordinal) || text.StartsWith("hskey-", StringComparison.Ordinal);

    private string ReadDomain()
    {
        var domain = section.RequiredText("tailnet_domain").Trim().TrimEnd('.').ToLowerInvariant();
        if (domain.Length > 0 && (domain.Length > MaxDomainLength || !domain.Split('.').All(label => DnsLabel.TryCreate(label, out _))))
            Report(section, "tailnet_domain", $"is '{SafeText.Line(domain)}'; it must be the tailnet's DNS name, such as example.ts.net.");
        return domain;
    }

    private Dictionary<string, IReadOnlyList<string>> ReadRoleTags()
    {
        var tags = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (section.Section("role_tags") is { } roles)
        {
            foreach (var role in roles.Entries)
                tags[role.Key] = ReadTags(roles, role.Key);
        }

        return tags;
    }

    private static IReadOnlyList<string> ReadTags(SettingsSection section, string key)
    {
        var tags = section.Texts(key);
        foreach (var tag in tags.Where(tag => !TailscaleTag.IsValid(tag)))
            Report(section, key, $"has '{SafeText.Line(tag)}'; a tag is {TailscaleTag.Form}.");
        return tags;
    }

    private static Version? ReadVersion(SettingsSection install)
    {
        if (install.Text("min_version") is not { } text) return null;
        var version = ClientVersion.Parse(text);
        if (version is null)
            Report(install, "min_version", $"is '{SafeText.Line(text)}'; it must be a version such as 1.80 or 1.80.2.");
        return version;
    }

    private static string? ReadFingerprint(SettingsSection install)
    {
        if (install.Text("mirror_key_fingerprint")?.ToUpperInvariant() is not { } fingerprint) return null;
        if (!Fingerprint.IsArchiveKey(fingerprint))
            Report(install, "mirror_key_fingerprint", $"must be the {Fingerprint.ArchiveKeyLength} hex digits that 'gpg --show-keys' prints, without spaces.");
        if (install.Text("mirror") is null)
            Report(install, "mirror_key_fingerprint", "applies only to a mirror. Set mirror too, or remove it.");
        return fingerprint;
    }

    private static string? ReadUrl(SettingsSection section, string key)
    {
        if (section.Text(key) is not { } text) return null;
        if (PlainUrl.IsArgument(text)) return text;
        Report(section, key, $"is '{SafeText.Url(text)}'; it must be a plain URL such as https://example.com, without a user, a query or special characters.");
        return null;
    }

    private static void Report(SettingsSection section, string key, string what) =>
        section.Context.Report($"{section.Path}.{key} {what}", section.LocationOf(key));
}

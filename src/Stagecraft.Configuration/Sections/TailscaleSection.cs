using Stagecraft.Bootstrap;
using Stagecraft.Providers.Tailscale;

namespace Stagecraft.Configuration;

/// <summary>Reads the section <c>tailscale</c>. Reports all errors to the section's context.</summary>
internal sealed class TailscaleSection(SettingsSection section)
{
    private const string KeyItself = "auth_key";

    private static readonly Dictionary<string, TailscaleInstallMethod> InstallMethods = new(StringComparer.Ordinal)
    {
        ["auto"] = TailscaleInstallMethod.Auto,
        ["skip"] = TailscaleInstallMethod.Skip,
    };

    public TailscaleOptions Read()
    {
        var join = section.Flag("join") ?? true;
        var (key, source) = join ? ReadKey() : SkipKey();
        var install = section.Section("install");
        var (apiKey, apiSource) = ReadApiKey();
        var options = new TailscaleOptions
        {
            AuthKey = key,
            AuthKeySource = source,
            TailnetDomain = ReadDomain(),
            DefaultTags = ReadTags(section, "default_tags"),
            RoleTags = ReadRoleTags(),
            Settings = section.Section("settings") is { } settings ? ReadSettings(settings) : new(),
            RoleSettings = ReadRoleSettings(),
            LoginServer = ReadUrl(section, "login_server"),
            ApiKey = apiKey,
            ApiKeySource = apiSource,
            ReplaceOfflineNode = section.Flag("replace_offline_node") ?? false,
            ReplaceOfflineAfter = section.Duration("replace_offline_after") ?? TimeSpan.FromMinutes(10),
            InstallMethod = install?.Choice("method", InstallMethods) ?? TailscaleInstallMethod.Auto,
            MinVersion = install is null ? null : ReadVersion(install),
            Version = install?.Text("version"),
            Hold = install?.Flag("hold") ?? false,
            Join = join,
            Mirror = install is null ? null : ReadUrl(install, "mirror"),
            MirrorKeyFingerprint = install is null ? null : ReadFingerprint(install),
        };
        if (options is { Mirror: { } mirror, MirrorKeyFingerprint: null } && mirror.StartsWith("http:", StringComparison.OrdinalIgnoreCase))
            section.Context.Warn($"Packages and their key come over http from {mirror} (network.providers.tailscale.install.mirror), so anyone on the network path can become root on the hosts. Use https, or set mirror_key_fingerprint.");
        ReportConflicts(options);
        if (options.Version is { } version && TailscaleRules.Version(version, options.MinVersion, "min_version") is { } wrongVersion) Report(install!, "version", wrongVersion);
        install?.RejectUnknownKeys();
        section.RejectUnknownKeys();

        if (TailscaleNode.IsOAuthSecret(key) && options.DefaultTags.Count == 0 && options.RoleTags.Count == 0)
            Report(section, section.Text("auth_key_env") is null ? "auth_key_file" : "auth_key_env", $"names {source}, which {TailscaleRules.OAuthNeedsTags("default_tags", "role_tags")}");
        CheckReplacement(options);
        return options;
    }

    private (Secret? Key, string Source) ReadApiKey()
    {
        const string OAuth = "oauth_client_secret_env";
        const string Headscale = "headscale_api_key_env";
        var isHeadscale = section.Text("login_server") is not null;
        var (ours, other) = isHeadscale ? (Headscale, OAuth) : (OAuth, Headscale);
        if (section.Text(other) is not null)
            Report(section, other, isHeadscale ? $"is for Tailscale's own control server. With login_server, use {Headscale}." : $"is for Headscale, which needs login_server. For Tailscale, use {OAuth}.");
        if (section.Text(ours) is not { } variable) return (null, "");
        var source = $"the environment variable {SafeText.Line(variable)}";
        if (IsKey(variable))
        {
            Report(section, ours, "is a secret itself. Revoke it, because it is stored in a file now. Put a new one into an environment variable, and name that here.");
            return (null, "");
        }

        var key = section.Context.SecretFromEnvironment(variable, $"{section.Path}.{ours}", section.LocationOf(ours));
        if (!key.IsEmpty && TailscaleRules.ApiKey(key.Reveal(), isHeadscale) is { } problem) Report(section, ours, $"names {source}, which {problem}");
        return (key, source);
    }

    private void CheckReplacement(TailscaleOptions options)
    {
        const string Setting = "replace_offline_node";
        if (!options.ReplaceOfflineNode)
        {
            if (section.Text("replace_offline_after") is not null) Report(section, "replace_offline_after", $"applies only with {Setting}: true.");
            return;
        }

        // Without secrets, the kind of the auth key is not known.
        if (options.ApiKey is null && (options.IsHeadscale || !(options.AuthKey.IsEmpty || TailscaleNode.IsOAuthSecret(options.AuthKey))))
            Report(section, Setting, $"requires a credential for the control server's API: set {(options.IsHeadscale ? "headscale_api_key_env" : "oauth_client_secret_env")}.");
        if (options.DefaultTags.Count == 0 && options.RoleTags.Count == 0)
            Report(section, Setting, TailscaleRules.ReplacementNeedsTags("default_tags", "role_tags"));
    }

    // A machine that builds images may not have the key.
    private (Secret Key, string Source) SkipKey()
    {
        section.Know("auth_key_env");
        section.Know("auth_key_file");
        return (new Secret(""), "no place");
    }

    private (Secret Key, string Source) ReadKey()
    {
        var variable = section.Text("auth_key_env");
        var file = section.Text("auth_key_file");
        if (variable is null && file is null && section.Has(KeyItself))
        {
            section.Ignore(KeyItself);
            section.Ignore(Spelling.Other(KeyItself));
            Report(section, KeyItself, "is not a setting, because a key must not be in this file. Revoke the key. Put a new one into an environment variable, and name that in auth_key_env.");
            return (new Secret(""), "no place");
        }

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
            ? (section.Context.SecretFromEnvironment(variable, $"{section.Path}.{setting}", location), $"the environment variable {SafeText.Line(variable)}")
            : (section.Context.SecretFromFile(file!, location), $"the file '{SafeText.Line(file)}'");
        if (TailscaleRules.Key(key.Reveal()) is { } problem)
            Report(section, setting, $"names {source}, which {problem}");
        return (key, source);
    }

    // Tailscale's keys and Headscale's: https://tailscale.com/kb/1277/key-prefixes
    private static bool IsKey(string text) => text.StartsWith("tskey-", StringComparison.Ordinal) || text.StartsWith("hskey-", StringComparison.Ordinal);

    private string ReadDomain()
    {
        var domain = TailscaleOptions.Normalized(section.RequiredText("tailnet_domain"));
        if (domain.Length > 0 && TailscaleRules.Domain(domain) is { } problem) Report(section, "tailnet_domain", problem);
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
        foreach (var problem in tags.Select(TailscaleRules.Tag).OfType<string>()) Report(section, key, problem);
        return tags;
    }

    private Dictionary<string, TailscaleSettings> ReadRoleSettings()
    {
        var settings = new Dictionary<string, TailscaleSettings>(StringComparer.Ordinal);
        if (section.Section("role_settings") is { } roles)
        {
            foreach (var role in roles.Entries)
            {
                if (roles.Section(role.Key) is { } ofRole) settings[role.Key] = ReadSettings(ofRole);
            }
        }

        return settings;
    }

    private static TailscaleSettings ReadSettings(SettingsSection section)
    {
        var settings = new TailscaleSettings
        {
            Ssh = section.Flag("ssh"),
            AcceptRoutes = section.Flag("accept_routes"),
            AcceptDns = section.Flag("accept_dns"),
            AdvertiseRoutes = section.Node("advertise_routes") is null ? null : section.Texts("advertise_routes"),
            AdvertiseExitNode = section.Flag("advertise_exit_node"),
            ExitNode = section.Text("exit_node"),
            ShieldsUp = section.Flag("shields_up"),
            AutoUpdate = section.Flag("auto_update"),
        };
        foreach (var problem in (settings.AdvertiseRoutes ?? []).Select(TailscaleRules.Route).OfType<string>()) Report(section, "advertise_routes", problem);
        if (settings.ExitNode is { } node && TailscaleRules.ExitNode(node) is { } wrong) Report(section, "exit_node", wrong);
        section.RejectUnknownKeys();
        return settings;
    }

    // Role settings are combined with the common ones.
    private void ReportConflicts(TailscaleOptions options)
    {
        if (TailscaleRules.Conflict(options.Settings) is { } conflict)
        {
            Report(section, "settings", conflict);
            return;
        }

        foreach (var (role, settings) in options.RoleSettings)
        {
            if (TailscaleRules.Conflict(options.Settings.With(settings)) is { } wrong) Report(section.Section("role_settings")!, role, wrong);
        }
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
        if (OptionRules.Fingerprint(fingerprint) is { } problem) Report(install, "mirror_key_fingerprint", problem);
        if (install.Text("mirror") is null)
            Report(install, "mirror_key_fingerprint", "applies only to a mirror. Set mirror too, or remove it.");
        return fingerprint;
    }

    private static string? ReadUrl(SettingsSection section, string key)
    {
        if (section.Text(key) is not { } text) return null;
        if (TailscaleRules.Url(text) is not { } problem) return text;
        Report(section, key, problem);
        return null;
    }

    private static void Report(SettingsSection section, string key, string what) =>
        section.Context.Report($"{section.Path}.{key} {what}", section.LocationOf(key));
}

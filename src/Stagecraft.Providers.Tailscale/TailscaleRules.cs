using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Stagecraft.Bootstrap;

namespace Stagecraft.Providers.Tailscale;

/// <summary>
/// The rules for the values of <see cref="TailscaleOptions"/>. They return what is wrong, or null. The section of
/// <c>stagecraft.yml</c> reports it at the key; the provider reports it for options that are built in code.
/// </summary>
internal static partial class TailscaleRules
{
    // RFC 1035, section 2.3.4, minus one host label and its dot.
    private const int MaxDomainLength = 253 - 64;

    /// <summary>The rest of a sentence that names the key's source.</summary>
    public static string? Key(string key) => key.Any(c => c is <= ' ' or > '~')
        ? "contains white space or a character that is not valid in an auth key. It must contain only the key."
        : KeyKind(key);

    /// <summary>The rest of a sentence that names the source of an OAuth client secret.</summary>
    public static string OAuthNeedsTags(string defaultTags, string roleTags) =>
        $"contains an OAuth client secret. Such a secret requires tags: set {defaultTags} or {roleTags}.";

    public static string? Domain(string domain) => domain.Length > MaxDomainLength || !domain.Split('.').All(label => DnsLabel.TryCreate(label, out _))
        ? $"is '{SafeText.Line(domain)}'; it must be the tailnet's DNS name, such as example.ts.net."
        : null;

    public static string? Tag(string tag) => TailscaleTag.IsValid(tag) ? null : $"has '{SafeText.Line(tag)}'; a tag is {TailscaleTag.Form}.";

    public static string? Route(string route)
    {
        var shown = SafeText.Line(route);
        if (!RemoteScript.IsWord(route) || route.Split('/') is not [var text, var bits] || !IPAddress.TryParse(text, out var address) || !int.TryParse(bits, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || length > (address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128))
            return $"has '{shown}'; a route is a network such as 10.0.0.0/24 or fd00:1::/64.";
        if (length == 0) return $"has '{shown}', the route of an exit node. Use advertise_exit_node.";
        return new IPNetwork(address, length).BaseAddress.Equals(address) ? null : $"has '{shown}', which is an address in a network. Write the network's first address.";
    }

    public static string? ExitNode(string text) => text == TailscaleSettings.NoExitNode || IPAddress.TryParse(text, out _) && RemoteScript.IsWord(text)
        ? null
        : $"is '{SafeText.Line(text)}'; it must be the exit node's address in the tailnet, such as 100.64.0.7 ('tailscale ip -4 NAME' prints it), or none.";

    /// <summary>Settings that the client rejects together.</summary>
    public static string? Conflict(TailscaleSettings settings) => settings is { AdvertiseExitNode: true, ExitNode: not (null or TailscaleSettings.NoExitNode) }
        ? "has both exit_node and advertise_exit_node. A node that uses an exit node cannot be one."
        : null;

    /// <param name="version">The version, or its leading parts.</param>
    /// <param name="minimum">The oldest accepted version. Null accepts any.</param>
    /// <param name="nameOfMinimum">The name of the setting with it.</param>
    public static string? Version(string version, Version? minimum, string nameOfMinimum)
    {
        if (!VersionText().IsMatch(version))
            return $"is '{SafeText.Line(version)}'; it must be latest, or a version or its leading parts, such as 1.102 or 1.102.5.";
        if (minimum is null) return null;
        int[] parts = [.. version.Split('.').Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
        int[] least = [minimum.Major, minimum.Minor, Math.Max(minimum.Build, 0)];
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i] != least[i]) return parts[i] > least[i] ? null : $"is {version}, which is older than {nameOfMinimum} ({minimum}).";
        }

        return null;
    }

    [GeneratedRegex(@"^[0-9]{1,6}(\.[0-9]{1,6}){0,2}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VersionText();

    public static string? Url(string text) =>
        PlainUrl.IsArgument(text)
            ? null
            : $"is '{SafeText.Url(text)}'; it must be a plain URL such as https://example.com, without a user, a query or special characters.";

    /// <summary>The rules for options that are built in code. The section of <c>stagecraft.yml</c> reports each at its key.</summary>
    public static IEnumerable<OptionProblem> Problems(TailscaleOptions options)
    {
        var key = options.AuthKey.Reveal();
        if (!options.Join)
        {
            // No key is used.
        }
        else if (key.Length < SecretText.MinLength)
            yield return new(nameof(options.AuthKey), key.Length == 0 ? "is empty. Set it to an auth key." : $"is too short to be a secret (minimum {SecretText.MinLength} characters).");
        else if (Key(key) is { } wrongKey)
            yield return new(nameof(options.AuthKey), wrongKey);
        else if (TailscaleNode.IsOAuthSecret(options.AuthKey) && options.DefaultTags.Count == 0 && options.RoleTags.Count == 0)
            yield return new(nameof(options.AuthKey), OAuthNeedsTags(nameof(options.DefaultTags), nameof(options.RoleTags)));

        if (options.TailnetDomain.Length == 0) yield return new(nameof(options.TailnetDomain), "is required.");
        else if (Domain(options.TailnetDomain) is { } wrongDomain) yield return new(nameof(options.TailnetDomain), wrongDomain);

        foreach (var tag in options.DefaultTags)
        {
            if (Tag(tag) is { } wrong) yield return new(nameof(options.DefaultTags), wrong);
        }

        foreach (var tag in options.RoleTags.OrderBy(role => role.Key, StringComparer.Ordinal).SelectMany(role => role.Value))
        {
            if (Tag(tag) is { } wrong) yield return new(nameof(options.RoleTags), wrong);
        }

        foreach (var problem in ApiProblems(options)) yield return problem;
        foreach (var (name, settings) in options.RoleSettings.OrderBy(role => role.Key, StringComparer.Ordinal)
            .Select(role => (nameof(options.RoleSettings), role.Value)).Prepend((nameof(options.Settings), options.Settings)))
        {
            foreach (var route in settings.AdvertiseRoutes ?? [])
            {
                if (Route(route) is { } wrong) yield return new(name, wrong);
            }

            if (settings.ExitNode is { } exitNode && ExitNode(exitNode) is { } wrongNode) yield return new(name, wrongNode);
            if (Conflict(ReferenceEquals(settings, options.Settings) ? settings : options.Settings.With(settings)) is { } conflict) yield return new(name, conflict);
        }

        if (options.Version is { } version && Version(version, options.MinVersion, nameof(options.MinVersion)) is { } wrongVersion) yield return new(nameof(options.Version), wrongVersion);
        if (options.LoginServer is { } server && Url(server) is { } wrongServer) yield return new(nameof(options.LoginServer), wrongServer);
        if (options.Mirror is { } mirror && Url(mirror) is { } wrongMirror) yield return new(nameof(options.Mirror), wrongMirror);
        if (options.MirrorKeyFingerprint is not { } fingerprint) yield break;
        if (OptionRules.Fingerprint(fingerprint) is { } wrongFingerprint) yield return new(nameof(options.MirrorKeyFingerprint), wrongFingerprint);
        if (options.Mirror is null) yield return new(nameof(options.MirrorKeyFingerprint), "applies only to a mirror. Set Mirror too, or remove it.");
    }

    private static IEnumerable<OptionProblem> ApiProblems(TailscaleOptions options)
    {
        if (options.ApiKey is { } key && ApiKey(key.Reveal(), options.IsHeadscale) is { } wrong) yield return new(nameof(options.ApiKey), wrong);
        if (options.ReplaceOfflineNode && options.ApiCredential.IsEmpty) yield return new(nameof(options.ReplaceOfflineNode), $"requires {nameof(options.ApiKey)}.");
        if (options.ReplaceOfflineNode && options.DefaultTags.Count == 0 && options.RoleTags.Count == 0)
            yield return new(nameof(options.ReplaceOfflineNode), ReplacementNeedsTags(nameof(options.DefaultTags), nameof(options.RoleTags)));
        if (OptionRules.Duration(options.ReplaceOfflineAfter) is { } why) yield return new(nameof(options.ReplaceOfflineAfter), why);
    }

    /// <summary>The rest of a sentence that names the source of the credential for the API.</summary>
    public static string? ApiKey(string key, bool isHeadscale) =>
        key.Length < SecretText.MinLength ? $"is too short to be a secret (minimum {SecretText.MinLength} characters)."
        : key.Any(c => c is <= ' ' or > '~') ? "contains white space or a character that is not valid in a key. It must contain only the key."
        : isHeadscale ? null
        : OAuthClient.Problem(key);

    /// <summary>The rest of a sentence that names the setting.</summary>
    public static string ReplacementNeedsTags(string defaultTags, string roleTags) =>
        $"requires tags, by which a node is recognized: set {defaultTags} or {roleTags}.";

    // The prefixes of Tailscale (https://tailscale.com/kb/1277/key-prefixes) and Headscale show the kind of a key. Older keys
    // of both have no prefix.
    private static string? KeyKind(string key)
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
}

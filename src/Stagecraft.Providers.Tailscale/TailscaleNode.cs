using System.Buffers;
using System.Net;
using Stagecraft.Bootstrap;

namespace Stagecraft.Providers.Tailscale;

/// <summary>The desired node of a host in the tailnet.</summary>
/// <param name="Name">Its host name, a DNS label.</param>
/// <param name="Fqdn">The name under which other nodes reach it.</param>
/// <param name="Tags">The required tags, sorted and distinct. The node may have others.</param>
/// <param name="Settings">The required settings. Those without a value stay as they are.</param>
internal sealed record TailscaleNode(string Name, string Fqdn, IReadOnlyList<string> Tags, TailscaleSettings Settings)
{
    private const string OAuthSecretPrefix = "tskey-client-";

    /// <exception cref="HostFailureException"><c>config_invalid</c>: the name or a tag is not valid.</exception>
    public static TailscaleNode For(Host host, TailscaleOptions options)
    {
        if (!DnsLabel.TryCreate(host.Name, out var name))
            throw new HostFailureException(
                ErrorCode.ConfigInvalid,
                $"The host name '{SafeText.Line(host.Name)}' is not valid in a tailnet.",
                "Use letters, digits and inner hyphens, at most 63 characters.");

        var own = host.Tags.Where(tag => tag.StartsWith(TailscaleTag.Prefix, StringComparison.Ordinal)).ToList();
        if (own.Find(tag => !TailscaleTag.IsValid(tag)) is { } wrong)
            throw new HostFailureException(
                ErrorCode.ConfigInvalid,
                $"The host's tag '{SafeText.Line(wrong)}' is not a Tailscale tag.",
                $"Write the tag as {TailscaleTag.Form}.");

        IReadOnlyList<string> ofRole = host.Role is { } role && options.RoleTags.TryGetValue(role, out var found) ? found : [];
        string[] tags = [.. options.DefaultTags.Concat(ofRole).Concat(own).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (tags.Length == 0 && IsOAuthSecret(options.AuthKey))
            throw new HostFailureException(
                ErrorCode.ConfigInvalid,
                $"The host has no Tailscale tag, but {options.AuthKeySource} contains an OAuth client secret, which requires one.",
                "Set default_tags, or role_tags for this host's role.");

        var settings = host.Role is { } named && options.RoleSettings.TryGetValue(named, out var ofItsRole) ? options.Settings.With(ofItsRole) : options.Settings;
        return new TailscaleNode(name, $"{name}.{options.TailnetDomain}", tags, settings);
    }

    /// <summary>True for an OAuth client secret, with which the client creates an auth key: https://tailscale.com/kb/1215/oauth-clients</summary>
    public static bool IsOAuthSecret(Secret key) => key.Reveal().StartsWith(OAuthSecretPrefix, StringComparison.Ordinal);
}

/// <summary>The form of an ACL tag: https://github.com/tailscale/tailscale/blob/main/tailcfg/tailcfg.go (CheckTag)</summary>
internal static class TailscaleTag
{
    public const string Prefix = "tag:";

    public const string Form = "'tag:', a letter, then letters, digits and hyphens";

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");

    public static bool IsValid(string tag) =>
        tag.StartsWith(Prefix, StringComparison.Ordinal)
        && tag.Length > Prefix.Length
        && char.IsAsciiLetter(tag[Prefix.Length])
        && !tag.AsSpan(Prefix.Length).ContainsAnyExcept(NameCharacters);
}

/// <summary>The addresses that tailnets give their nodes: https://tailscale.com/kb/1033/ip-and-dns-addresses</summary>
internal static class TailnetAddress
{
    private static readonly IPNetwork[] Ranges = [IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("fd7a:115c:a1e0::/48")];

    /// <summary>Whether both ends of the connection that the answer to <see cref="TailscaleScripts.Path"/> describes are outside of every tailnet.</summary>
    public static bool IsOutside(ScriptAnswer path) => IsOutside(path["client"]) && IsOutside(path["server"]);

    /// <summary>Whether <paramref name="address"/> is known to be an address outside of every tailnet.</summary>
    public static bool IsOutside(string address) =>
        IPAddress.TryParse(address, out var ip)
        && !Array.Exists(Ranges, range => range.Contains(ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip));
}

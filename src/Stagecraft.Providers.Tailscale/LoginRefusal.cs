using System.Text.RegularExpressions;

namespace Stagecraft.Providers.Tailscale;

/// <summary>
/// The remedies for logins that a control server has rejected. They depend on the whole message, not on a word in it:
/// "expired" is in messages about keys and about nodes. An unknown message has no remedy here and is shown as it is.
/// </summary>
/// <remarks>
/// Recorded from Headscale 0.29.2 and Tailscale's test server. The messages of Tailscale's own server are from user reports:
/// https://github.com/tailscale/tailscale/issues/9715, https://github.com/juanfont/headscale/blob/main/hscontrol/types/preauth_key.go
/// </remarks>
internal static partial class LoginRefusal
{
    /// <param name="text">The client's line or the daemon's health message, with or without its prefix.</param>
    /// <param name="options">The options with the key's source and the kind of server.</param>
    /// <returns>The remedy, or null if the message is not known.</returns>
    public static string? Remedy(string text, TailscaleOptions options)
    {
        var message = Prefix().Replace(text, "").TrimEnd('.');
        var create = options.IsHeadscale ? "with 'headscale preauthkeys create --reusable'" : "in the admin console (Settings, Keys)";
        if (RefusedTags().IsMatch(message))
            return options.IsHeadscale
                ? "Create an auth key with these tags ('headscale preauthkeys create --reusable --tags TAGS'), then run again."
                : "Make the auth key or its owner an owner of these tags (tagOwners in the tailnet's policy).";
        if (ExpiredKey().IsMatch(message))
            return $"Create a new auth key {create} and put it into {options.AuthKeySource}. The current one has expired.";
        if (SpentKey().IsMatch(message))
            return $"Create a reusable auth key {create} and put it into {options.AuthKeySource}. The current one was for one node only.";
        if (UnknownKey().IsMatch(message))
            return $"Put a reusable auth key into {options.AuthKeySource}. The current one was revoked, was already used (a key for one node), has expired, or belongs to another tailnet.";
        if (ExpiredNode().IsMatch(message))
            return "Find the node's ID with 'headscale nodes list', run 'headscale nodes expire --disable -i ID' or 'headscale nodes delete -i ID', then run again. Headscale does not log a tagged node in again (juanfont/headscale#3371).";
        if (RateLimited().IsMatch(message))
            return "Run again later, or raise infra.bootstrap.timeouts.join. The control server limits logins.";
        if (UntrustedServer().IsMatch(message))
            return "Put the control server's CA into /usr/local/share/ca-certificates on the host, run 'update-ca-certificates', restart tailscaled, then run again. The host does not trust the server's certificate.";
        if (InvalidCertificate().IsMatch(message))
            return "Check the control server's certificate, login_server, and the host's clock ('timedatectl'). The certificate is not valid for the host.";
        if (UnreachableServer().IsMatch(message))
            return "Check login_server, and DNS, firewall and proxy on the host. The host does not reach its control server.";
        return null;
    }

    /// <summary>True if the server limits logins. The daemon then tries again on its own.</summary>
    public static bool IsPutOff(string text) => RateLimited().IsMatch(Prefix().Replace(text, "").TrimEnd('.'));

    private const RegexOptions Whole = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture;

    [GeneratedRegex(@"^(backend error: |You are logged out\. The last login error was: )+", Whole, 1000)]
    private static partial Regex Prefix();

    [GeneratedRegex(@"^(handling register with auth key: )?(creating new node: )?requested tags \[.*\] are invalid or not permitted$", Whole, 1000)]
    private static partial Regex RefusedTags();

    [GeneratedRegex("^auth ?key (has )?expired$|^authkey expired$", Whole, 1000)]
    private static partial Regex ExpiredKey();

    [GeneratedRegex("^auth ?key (has )?already (been )?used$|^auth ?key is not reusable$", Whole, 1000)]
    private static partial Regex SpentKey();

    [GeneratedRegex("""^invalid key: (API key \S+ not valid|API key does not exist|unable to validate API key)$|^invalid (pre auth key|authkey)$|^auth ?key not found$|^(.*[:,{] ?)?"?message"?: ?"API token invalid".*$|^API token invalid$|^Unauthorized$""", Whole, 1000)]
    private static partial Regex UnknownKey();

    [GeneratedRegex(@"^weird: regen=true but server says NodeKeyExpired: nodekey:\S+$", Whole, 1000)]
    private static partial Regex ExpiredNode();

    [GeneratedRegex("^node registration rate limited; will retry after .+$", Whole, 1000)]
    private static partial Regex RateLimited();

    [GeneratedRegex("^fetch control key: Get \".*\": (tls: .*)?x509: certificate signed by unknown authority.*$", Whole, 1000)]
    private static partial Regex UntrustedServer();

    [GeneratedRegex("^fetch control key: Get \".*\": (tls: .*)?x509: .+$", Whole, 1000)]
    private static partial Regex InvalidCertificate();

    [GeneratedRegex("^fetch control key: (Get \".*\": )?.+$", Whole, 1000)]
    private static partial Regex UnreachableServer();
}

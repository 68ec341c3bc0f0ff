using System.Text.RegularExpressions;

namespace Stagecraft.Providers.Tailscale;

/// <summary>
/// What to do about a login that a control server has refused. Its whole message decides, never a word in it: "expired"
/// is in messages about keys and about nodes. An unknown message has no remedy here and is shown as it is.
/// </summary>
/// <remarks>
/// Recorded of Headscale 0.29.2 and Tailscale's test server; the texts of Tailscale's own server as people report them:
/// https://github.com/tailscale/tailscale/issues/9715, https://github.com/juanfont/headscale/blob/main/hscontrol/types/preauth_key.go
/// </remarks>
internal static partial class LoginRefusal
{
    /// <param name="text">The client's line, or the daemon's health message; either may have its prefix.</param>
    /// <param name="options">Names the key's place, and tells Headscale from Tailscale's server.</param>
    /// <returns>A sentence, or null where the message is not known.</returns>
    public static string? Remedy(string text, TailscaleOptions options)
    {
        var message = Prefix().Replace(text, "").TrimEnd('.');
        var create = options.IsHeadscale ? "with 'headscale preauthkeys create --reusable'" : "in the admin console (Settings, Keys)";
        if (RefusedTags().IsMatch(message))
            return options.IsHeadscale
                ? "Create an auth key that carries these tags, with 'headscale preauthkeys create --reusable --tags TAGS', and run again."
                : "The auth key or its owner must own these tags (tagOwners in the tailnet's policy).";
        if (ExpiredKey().IsMatch(message))
            return $"The auth key has expired. Create a new one {create} and put it into {options.AuthKeySource}.";
        if (SpentKey().IsMatch(message))
            return $"The auth key was for one node only. Create a reusable one {create} and put it into {options.AuthKeySource}.";
        if (UnknownKey().IsMatch(message))
            return $"The auth key is refused. It was revoked, is spent (a key for one node), has expired, or is of another tailnet: put a reusable one into {options.AuthKeySource}.";
        if (ExpiredNode().IsMatch(message))
            return "Headscale does not log a tagged node in again (juanfont/headscale#3371). Find its ID with 'headscale nodes list', run 'headscale nodes expire --disable -i ID' or 'headscale nodes delete -i ID', then run again.";
        if (RateLimited().IsMatch(message))
            return "The control server limits logins. Run again later, or raise infra.bootstrap.timeouts.join.";
        if (UntrustedServer().IsMatch(message))
            return "The host does not trust the control server's certificate. Put its CA into /usr/local/share/ca-certificates on the host, run 'update-ca-certificates', restart tailscaled, then run again.";
        if (InvalidCertificate().IsMatch(message))
            return "The control server's certificate is not valid for the host. Check it, login_server, and the host's clock ('timedatectl').";
        if (UnreachableServer().IsMatch(message))
            return "The host does not reach its control server. Check login_server, and DNS, firewall and proxy on the host.";
        return null;
    }

    /// <summary>The server limits logins, and the daemon tries again by itself.</summary>
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

using System.Text.RegularExpressions;

namespace Stagecraft.Providers.Tailscale;

/// <summary>
/// Classifies the daemon's health messages. The client's source marks those that affect connectivity
/// (<c>ImpactsConnectivity</c>), but its status contains only the texts:
/// https://github.com/tailscale/tailscale/blob/main/health/warnings.go
/// </summary>
internal static partial class TailscaleHealth
{
    /// <summary>The node cannot reach others, or others cannot reach it.</summary>
    public static bool IsOutage(string message) => Outage().IsMatch(message) || Router().IsMatch(message) || IsRelay(message);

    /// <summary>The node does not reach its relay server.</summary>
    public static bool IsRelay(string message) => Relay().IsMatch(message);

    /// <summary>Synchronization with the control server is disabled. A login does not change that.</summary>
    public static bool IsSyncDisabled(string message) => message.StartsWith("Tailscale control plane syncing is disabled", StringComparison.OrdinalIgnoreCase);

    /// <summary>The tailnet is locked, and this node is not signed.</summary>
    public static bool IsLockedOut(string message) => message.StartsWith("this node is locked out", StringComparison.OrdinalIgnoreCase);

    /// <summary>The daemon is not connected to its control server. Another probe determines whether that matters.</summary>
    public static bool IsOutOfSync(string message) => OutOfSync().IsMatch(message);

    /// <summary>The message is only advice, for example about an update or a setting.</summary>
    public static bool IsAdvice(string message) => Advice().IsMatch(message);

    // healthmsg.LockedOut; network-status (warnings.go); state-store-health (ipn/store.go); captive-portal-detected
    // (feature/captiveportal); blockblame-mitm-detected (net/tlsdial); invalid-packet-filter (ipn/ipnlocal/local.go),
    // which rejects all packets.
    [GeneratedRegex(
        "^(this node is locked out|Tailscale cannot connect because the network is down|State store failed to initialize"
        + "|This network requires you to log in|Network equipment from .* may be blocking Tailscale|The coordination server sent an invalid packet filter)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Outage();

    // no-derp-home, no-derp-connection (warnings.go)
    [GeneratedRegex(
        "^Tailscale could not connect to (any|the) .*relay server",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Relay();

    // Router errors (health.go, SysRouter). The first form is from go-iptables and wgengine/router/osrouter (runner.go),
    // which quote the failed program. The others are from router_linux.go.
    [GeneratedRegex(
        """\brunning [\["](\S*/)?(ip6?tables|nft|ip) |^(setting netfilter mode|could not (setup|create new) netfilter|adding address [^ ]+( to tunnel interface|,)|[0-9]+ add [a-zA-Z]+ failures)""",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Router();

    // not-in-map-poll, mapresponse-timeout (warnings.go)
    [GeneratedRegex(
        "^(Unable to connect to the Tailscale coordination server|Tailscale hasn't received a network map)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OutOfSync();

    // update-available, is-using-unstable-version, warming-up (warnings.go); WarnAcceptRoutesOff, TailscaleSSHOnBut (healthmsg.go)
    [GeneratedRegex(
        "^(An update from version|This is an unstable version|Tailscale is starting|Some peers are advertising routes but|Tailscale SSH enabled, but)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Advice();
}

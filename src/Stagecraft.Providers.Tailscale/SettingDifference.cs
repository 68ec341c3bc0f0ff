using System.Net;

namespace Stagecraft.Providers.Tailscale;

/// <summary>A setting whose value on the host is not the configured one.</summary>
/// <param name="Flag">The name of the flag of <c>tailscale set</c>, for example <c>accept-routes</c>.</param>
/// <param name="Wanted">The configured value, as the flag takes it.</param>
/// <param name="Current">The current value, as the flag takes it. Empty for no value.</param>
internal sealed record SettingDifference(string Flag, string Wanted, string Current)
{
    // Each of these can end connections to the host, or send the answers to another network.
    // https://tailscale.com/kb/1103/exit-nodes, https://tailscale.com/kb/1019/subnets, https://tailscale.com/kb/1193/tailscale-ssh
    private static readonly string[] Cutting = ["exit-node", "accept-routes", "ssh", "shields-up"];

    /// <summary>True if the setting can cut the connection that sets it.</summary>
    public bool CanCut => Cutting.Contains(Flag, StringComparer.Ordinal);

    public string WantedFlag => $"--{Flag}={Wanted}";

    // The client has no flag for a value that was never set. Its default is false.
    public string CurrentFlag => $"--{Flag}={(Current == Unset ? "false" : Current)}";

    private const string Unset = "unset";

    /// <summary>The settings that have another value on the host, in a fixed order.</summary>
    public static IReadOnlyList<SettingDifference> Of(TailscaleSettings wanted, TailscalePrefs prefs, TailscaleStatus? status)
    {
        var found = new List<SettingDifference>();
        Compare("accept-dns", Text(wanted.AcceptDns), Text(prefs.AcceptDns)!);
        Compare("advertise-exit-node", Text(wanted.AdvertiseExitNode), Text(prefs.AdvertiseExitNode)!);
        Compare("advertise-routes", wanted.AdvertiseRoutes is { } routes ? Sorted(routes) : null, Sorted(prefs.AdvertiseRoutes));
        Compare("auto-update", Text(wanted.AutoUpdate), Text(prefs.AutoUpdate) ?? Unset);
        Compare("accept-routes", Text(wanted.AcceptRoutes), Text(prefs.AcceptRoutes)!);
        Compare("exit-node", ExitNode(wanted.ExitNode, status), prefs.ExitNode(status));
        Compare("shields-up", Text(wanted.ShieldsUp), Text(prefs.ShieldsUp)!);
        Compare("ssh", Text(wanted.Ssh), Text(prefs.Ssh)!);
        return found;

        void Compare(string flag, string? value, string current)
        {
            if (value is not null && value != current) found.Add(new(flag, value, current));
        }
    }

    /// <summary><c>set accept-routes to true (was false)</c>.</summary>
    public override string ToString() => $"set {Flag} to {Shown(Wanted)} (was {Shown(Current)})";

    private static string Shown(string value) => value.Length == 0 ? TailscaleSettings.NoExitNode : value;

    private static string? Text(bool? value) => value switch { true => "true", false => "false", null => null };

    private static string Sorted(IEnumerable<string> routes) => string.Join(',', routes.Select(TailscaleRoute.Normalized).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    // The node may be configured by its other address.
    private static string? ExitNode(string? wanted, TailscaleStatus? status) => wanted switch
    {
        null => null,
        TailscaleSettings.NoExitNode => "",
        _ when IPAddress.TryParse(wanted, out var address) => status?.ExitNodeAddresses.Contains(address.ToString(), StringComparer.Ordinal) == true ? status.ExitNodeAddresses[0] : address.ToString(),
        _ => wanted,
    };
}

/// <summary>A network in the form that the client stores.</summary>
internal static class TailscaleRoute
{
    public static string Normalized(string route) => IPNetwork.TryParse(route, out var network) ? network.ToString() : route;

    /// <summary>True for a route that makes the node an exit node.</summary>
    public static bool IsExit(string route) => route is "0.0.0.0/0" or "::/0";
}

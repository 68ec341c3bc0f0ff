using System.Net;

namespace Stagecraft.Providers.Tailscale;

/// <summary>The addresses that tailnets give their nodes: https://tailscale.com/kb/1033/ip-and-dns-addresses</summary>
internal static class TailnetAddress
{
    private static readonly IPNetwork[] Ranges = [IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("fd7a:115c:a1e0::/48")];

    /// <summary>Whether <paramref name="address"/> is known to be an address outside of every tailnet.</summary>
    public static bool IsOutside(string address) =>
        IPAddress.TryParse(address, out var ip)
        && !Array.Exists(Ranges, range => range.Contains(ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip));
}

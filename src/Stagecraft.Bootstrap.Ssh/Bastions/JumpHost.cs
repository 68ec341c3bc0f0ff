using System.Globalization;
using Stagecraft.Bootstrap.Hosts;

namespace Stagecraft.Bootstrap.Ssh.Bastions;

/// <summary>A jump host in the syntax of OpenSSH's <c>ProxyJump</c>: <c>[user@]host[:port]</c>, with an IPv6 address in brackets.</summary>
/// <param name="User">Null means the <c>user</c> of the hosts behind it.</param>
/// <param name="Address">A DNS name or an IP address, without brackets.</param>
/// <param name="Port">1 to 65535.</param>
public sealed record JumpHost(string? User, string Address, int Port)
{
    private const int DefaultPort = 22;

    /// <summary>Parses a comma-separated list, in the order of the hops; null if it is malformed.</summary>
    public static IReadOnlyList<JumpHost>? ParseList(string text)
    {
        var words = text.Split(',');
        var hosts = words.Select(Parse).OfType<JumpHost>().ToList();
        return hosts.Count == words.Length ? hosts : null;
    }

    private static JumpHost? Parse(string text)
    {
        // A user name may contain '@' (user@example.com@bastion). The last one counts, as in OpenSSH.
        var at = text.LastIndexOf('@');
        var user = at >= 0 ? text[..at].Trim() : null;
        if (user is not null && (user.Length == 0 || user.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))) return null;

        var (address, portText) = Split(text[(at + 1)..].Trim());
        var port = DefaultPort;
        if (portText is not null && !(int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= 65535))
            return null;

        return HostAddress.IsValid(address) ? new JumpHost(user, address, port) : null;
    }

    private static (string Address, string? Port) Split(string text)
    {
        var colon = text.LastIndexOf(':');
        if (text.StartsWith('['))
        {
            var close = text.IndexOf(']', StringComparison.Ordinal);
            if (close < 0) return ("", null);
            var rest = text[(close + 1)..];
            // Brackets contain an IPv6 address, and only a port may follow.
            if (!text[1..close].Contains(':', StringComparison.Ordinal) || (rest.Length > 0 && rest[0] != ':')) return ("", null);
            return (text[1..close], rest.Length > 0 ? rest[1..] : null);
        }

        // Two colons without brackets are an IPv6 address or a mistake. The last part must not be read as a port.
        if (colon >= 0 && text.IndexOf(':', StringComparison.Ordinal) != colon) return ("", null);
        return colon >= 0 ? (text[..colon], text[(colon + 1)..]) : (text, null);
    }
}

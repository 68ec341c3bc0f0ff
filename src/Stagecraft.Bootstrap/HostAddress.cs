using System.Net;
using System.Net.Sockets;

namespace Stagecraft.Bootstrap;

/// <summary>What SSH can connect to: an IPv4 address, an IPv6 address or a DNS name.</summary>
internal static class HostAddress
{
    private const int MaxNameLength = 253;
    private const int MaxLabelLength = 63;

    public static bool IsValid(string text) => text.Contains(':', StringComparison.Ordinal) ? IsIPv6(text) : IsIPv4(text) || IsName(text);

    // IPAddress alone also accepts brackets, and any text as a zone (fe80::1%eth0).
    private static bool IsIPv6(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '.' or '%' or '-' or '_')
        && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;

    // IPAddress alone also accepts '7' and '0x7f.1'.
    private static bool IsIPv4(string text) =>
        IPAddress.TryParse(text, out var address) && address.ToString() == text;

    private static bool IsName(string text)
    {
        var labels = text.TrimEnd('.').Split('.');
        // A last label of digits only is a mistyped IPv4 address (RFC 3696, section 2).
        return text.Length <= MaxNameLength && labels.All(IsLabel) && !labels[^1].All(char.IsAsciiDigit);
    }

    // Underscores are not allowed in host names, but they are used in practice.
    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= MaxLabelLength
        && label[0] != '-' && label[^1] != '-'
        && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}

/// <summary>One label of a DNS name, the form a network gives a host name (RFC 1123, section 2.1).</summary>
internal static class DnsLabel
{
    private const int MaxLength = 63;

    /// <summary>Lower-cases <paramref name="name"/> and says whether it is a label: letters, digits and inner hyphens, 1 to 63 characters.</summary>
    public static bool TryCreate(string name, out string label)
    {
        label = name.ToLowerInvariant();
        return label.Length is > 0 and <= MaxLength
            && label[0] != '-' && label[^1] != '-'
            // Checks the original name: some non-ASCII letters (the Kelvin sign) have an ASCII lower case.
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
    }
}

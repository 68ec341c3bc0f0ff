namespace Stagecraft.Bootstrap.Hosts;

/// <summary>One label of a DNS name, the form a network gives a host name (RFC 1123, section 2.1).</summary>
public static class DnsLabel
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

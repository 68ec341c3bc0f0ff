using System.Net;
using Stagecraft.Bootstrap;

namespace Stagecraft.Configuration;

/// <summary>
/// Two shapes that outputs of Terraform and OpenTofu often have: a map of names to addresses, and whole resources with the
/// attribute names of their provider. Converts them to host objects, and leaves everything else as it is.
/// </summary>
internal static class ResourceHosts
{
    private const string AddressKey = "publicIp";
    private const string TagsKey = "tags";

    // A shorter word is close to too many others.
    private const int ShortestTypo = 5;

    // The public IPv4 address of a resource, in the words of AWS, Azure, DigitalOcean, Hetzner Cloud and others.
    private static readonly string[] AddressAttributes = ["ipv4_address", "public_ip", "public_ip_address", "ipv4"];

    // What a host object of a document may have.
    private static readonly string[] HostKeys = ["id", "name", "role", AddressKey, TagsKey, "sshUser", "sshPort", "sshHostKey", "problem", "remedy"];

    /// <summary>The hosts of a document, with host objects instead of the two shapes.</summary>
    public static SettingsNode In(SettingsNode hosts) => hosts switch
    {
        SettingsMapping map when IsMapOfTexts(map) => map with { Entries = [.. map.Entries.Select(entry => entry with { Value = AtAddress(entry.Value) })] },
        SettingsMapping map => map with { Entries = [.. map.Entries.Select(entry => entry with { Value = OfResource(entry.Value) })] },
        SettingsSequence list => list with { Items = [.. list.Items.Select(OfResource)] },
        _ => hosts,
    };

    /// <summary>Whether a node is a map of names to IP addresses.</summary>
    public static bool IsAddressMap(SettingsNode node) =>
        node is SettingsMapping { Entries: [_, ..] entries } map && IsMapOfTexts(map) && entries.All(entry => IPAddress.TryParse(((SettingsScalar)entry.Value).Value, out _));

    // A single host object is not a map of hosts.
    private static bool IsMapOfTexts(SettingsMapping map) => map.Entries.All(entry => entry.Value is SettingsScalar { Value: not null } && !IsHostKey(entry.Key));

    private static SettingsMapping AtAddress(SettingsNode address) => new([new SettingsEntry(AddressKey, address, address.Location)], address.Location);

    private static SettingsNode OfResource(SettingsNode node)
    {
        if (node is not SettingsMapping resource || resource.Entries.Any(entry => entry.Key == AddressKey)) return node;
        if (AddressAttributes.Select(name => resource.Entries.FirstOrDefault(entry => entry.Key == name)).FirstOrDefault(entry => entry is not null) is not { } address) return node;

        var foreign = resource.Entries.Where(entry => !IsHostKey(entry.Key) && entry != address).ToList();
        // public_ip is also a spelling of ours, so other attributes must show that the object is a resource.
        if (Spelling.Other(address.Key) == AddressKey && foreign.TrueForAll(IsTypo)) return node;

        var passedOver = foreign.Where(entry => !IsTypo(entry)).ToList();
        return resource with
        {
            Entries =
            [
                .. resource.Entries.Except(passedOver).Where(entry => entry != address && !IsMapOfTags(entry)),
                address with { Key = AddressKey },
            ],
        };
    }

    // AWS and Azure have tags with values.
    private static bool IsMapOfTags(SettingsEntry entry) => entry is { Key: TagsKey, Value: SettingsMapping };

    private static bool IsHostKey(string key) => HostKeys.Contains(key, StringComparer.Ordinal) || HostKeys.Contains(Spelling.Other(key), StringComparer.Ordinal);

    private static bool IsTypo(SettingsEntry entry) => Suggestion.For(entry.Key, HostKeys.Where(key => key.Length >= ShortestTypo)).Length > 0;
}

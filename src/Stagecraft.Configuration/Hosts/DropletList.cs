using Stagecraft.Providers.DigitalOcean;

namespace Stagecraft.Configuration;

/// <summary>Reads the output of <c>doctl compute droplet list -o json</c>, an array of the API's objects.</summary>
/// <remarks>https://docs.digitalocean.com/reference/doctl/reference/compute/droplet/list/</remarks>
internal static class DropletList
{
    /// <summary>The droplets as a list of host objects, each value with its location; null if the document has another format.</summary>
    public static SettingsNode? AsHosts(SettingsNode document) =>
        document is SettingsSequence { Items: [_, ..] droplets } && droplets.All(IsDroplet)
            ? new SettingsSequence([.. droplets.Select(droplet => Host((SettingsMapping)droplet))], document.Location)
            : null;

    private static bool IsDroplet(SettingsNode node) => Value(node, "networks") is SettingsMapping && Value(node, "size_slug") is SettingsScalar;

    private static SettingsMapping Host(SettingsMapping droplet)
    {
        var entries = new List<SettingsEntry>();
        var tags = Value(droplet, "tags");
        Add("id", Value(droplet, "id"));
        Add("name", Value(droplet, "name"));
        Add("publicIp", PublicAddress(droplet, "v4") ?? PublicAddress(droplet, "v6"));
        Add("tags", tags);
        if (DropletTags.Role(Items(tags).OfType<SettingsScalar>().Select(tag => tag.Value).OfType<string>()) is { } role)
            Add("role", new SettingsScalar(role, tags!.Location));
        return new SettingsMapping(entries, droplet.Location);

        void Add(string key, SettingsNode? value)
        {
            if (value is not null) entries.Add(new SettingsEntry(key, value, value.Location));
        }
    }

    private static SettingsNode? PublicAddress(SettingsMapping droplet, string family) =>
        Items(Value(Value(droplet, "networks"), family))
            .Where(address => Value(address, "type") is SettingsScalar { Value: "public" })
            .Select(address => Value(address, "ip_address"))
            .FirstOrDefault(address => address is SettingsScalar { Value.Length: > 0 });

    private static SettingsNode? Value(SettingsNode? node, string key) => (node as SettingsMapping)?.Entries.FirstOrDefault(entry => entry.Key == key)?.Value;

    private static IReadOnlyList<SettingsNode> Items(SettingsNode? node) => (node as SettingsSequence)?.Items ?? [];
}

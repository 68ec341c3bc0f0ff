using Stagecraft.Bootstrap.Cloud;
using Stagecraft.Bootstrap.Text;
using Stagecraft.Providers.DigitalOcean.Api;

namespace Stagecraft.Providers.DigitalOcean;

/// <summary>What there is of what is wanted. Only asks.</summary>
internal sealed class DropletInventory(DigitalOceanApi api)
{
    /// <returns>The wanted droplets that exist, by name.</returns>
    /// <exception cref="CloudException">One exists in another form than is wanted, or twice.</exception>
    public async Task<IReadOnlyDictionary<string, Droplet>> FindAsync(string environment, IReadOnlyList<DropletSpec> wanted, CancellationToken cancellationToken)
    {
        var names = wanted.Select(spec => spec.Name).ToHashSet(StringComparer.Ordinal);
        var found = new Dictionary<string, Droplet>(StringComparer.Ordinal);
        var problems = new List<string>();
        await foreach (var droplet in api.DropletsWithTagAsync(DropletTags.Environment(environment), cancellationToken))
        {
            if (droplet.Name is not { } name || !names.Contains(name)) continue;
            if (!found.TryAdd(name, droplet) && found[name].Id != droplet.Id)
                problems.Add($"The droplet {name} exists twice (ids {found[name].Id} and {droplet.Id}). Remove the one that is not needed.");
        }

        // A droplet that somebody made by hand has no tag, and DigitalOcean would take the name a second time.
        foreach (var spec in wanted.Where(spec => !found.ContainsKey(spec.Name)))
        {
            if (await FindAsync(spec, cancellationToken) is { } droplet) found.Add(spec.Name, droplet);
        }

        problems.AddRange(wanted.Where(spec => found.ContainsKey(spec.Name)).Select(spec => Difference(spec, found[spec.Name])).OfType<string>());
        return problems.Count == 0 ? found : throw new CloudException(string.Join('\n', problems));
    }

    /// <summary>Looks for one droplet by its name.</summary>
    /// <exception cref="CloudException">There are several.</exception>
    public async Task<Droplet?> FindAsync(DropletSpec spec, CancellationToken cancellationToken)
    {
        Droplet? found = null;
        await foreach (var droplet in api.DropletsWithNameAsync(spec.Name, cancellationToken))
        {
            if (!string.Equals(droplet.Name, spec.Name, StringComparison.OrdinalIgnoreCase)) continue;
            if (found is not null && found.Id != droplet.Id)
                throw new CloudException($"The droplet {spec.Name} exists twice (ids {found.Id} and {droplet.Id}). Remove the one that is not needed.");
            found = droplet;
        }

        return found;
    }

    private static string? Difference(DropletSpec spec, Droplet droplet)
    {
        var tags = droplet.Tags ?? [];
        if (!spec.Tags.Take(2).All(tag => tags.Contains(tag, StringComparer.Ordinal)))
            return $"The droplet {spec.Name} (id {droplet.Id}) exists but lacks the tags {string.Join(", ", spec.Tags)}, so it is not known to be Stagecraft's. Add them, or choose another name.";

        var differences = new List<string>();
        if (droplet.SizeSlug != spec.Size) differences.Add($"the size {SafeText.Line(droplet.SizeSlug)}, not {spec.Size}");
        if (droplet.Region?.Slug != spec.Region) differences.Add($"the region {SafeText.Line(droplet.Region?.Slug)}, not {spec.Region}");
        if (DropletTags.Role(tags) is var role && role != spec.Role) differences.Add($"{Role(role)}, not {Role(spec.Role)}");
        return differences.Count == 0
            ? null
            : $"The droplet {spec.Name} (id {droplet.Id}) exists with {string.Join(" and ", differences)}. Stagecraft does not change or remove droplets: change it yourself, or write in stagecraft.yml what it is.";
    }

    private static string Role(string? role) => role is null ? "no role" : $"the role {SafeText.Line(role)}";
}

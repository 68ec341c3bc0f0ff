using Stagecraft.Bootstrap;

namespace Stagecraft.Providers.DigitalOcean;

/// <summary>Finds the configured droplets that exist. Makes no changes.</summary>
internal sealed class DropletInventory(DigitalOceanApi api)
{
    /// <summary>The number of droplets in the account; null until all of them were listed.</summary>
    public int? Total { get; private set; }

    /// <returns>The configured droplets that exist, by name.</returns>
    /// <exception cref="CloudException">A request to DigitalOcean failed.</exception>
    public async Task<IReadOnlyDictionary<string, FoundDroplet>> FindAsync(string environment, IReadOnlyList<DropletSpec> wanted, CancellationToken cancellationToken)
    {
        var namesakes = await NamesakesAsync(environment, wanted, cancellationToken);
        // A manually created droplet has no tag, and DigitalOcean would accept the name a second time.
        if (wanted.Any(spec => !namesakes.ContainsKey(spec.Name))) await AddAllAsync(namesakes, wanted, cancellationToken);
        return wanted.Where(spec => namesakes.ContainsKey(spec.Name))
            .ToDictionary(spec => spec.Name, spec => DropletJudge.Judge(spec, namesakes[spec.Name]), StringComparer.Ordinal);
    }

    /// <summary>The droplets with the environment's tag and a configured name. One request per 200 droplets.</summary>
    public async Task<Dictionary<string, List<Droplet>>> NamesakesAsync(string environment, IReadOnlyList<DropletSpec> wanted, CancellationToken cancellationToken)
    {
        var namesakes = new Dictionary<string, List<Droplet>>(StringComparer.OrdinalIgnoreCase);
        var names = Names(wanted);
        await foreach (var droplet in api.DropletsWithTagAsync(DropletTags.Environment(environment), cancellationToken)) Add(namesakes, names, droplet);
        return namesakes;
    }

    /// <summary>Searches for droplets by name.</summary>
    public async Task<IReadOnlyList<Droplet>> NamedAsync(DropletSpec spec, CancellationToken cancellationToken)
    {
        var namesakes = new Dictionary<string, List<Droplet>>(StringComparer.OrdinalIgnoreCase);
        var names = Names([spec]);
        await foreach (var droplet in api.DropletsWithNameAsync(spec.Name, cancellationToken)) Add(namesakes, names, droplet);
        if (namesakes.Count == 0 && spec.HasGpu)
        {
            await foreach (var droplet in api.AllDropletsAsync(withGpu: true, cancellationToken)) Add(namesakes, names, droplet);
        }

        return namesakes.GetValueOrDefault(spec.Name) ?? [];
    }

    private async Task AddAllAsync(Dictionary<string, List<Droplet>> namesakes, IReadOnlyList<DropletSpec> wanted, CancellationToken cancellationToken)
    {
        var names = Names(wanted);
        var total = 0;
        foreach (var withGpu in new[] { false, true })
        {
            await foreach (var droplet in api.AllDropletsAsync(withGpu, cancellationToken))
            {
                total++;
                Add(namesakes, names, droplet);
            }
        }

        Total = total;
    }

    private static HashSet<string> Names(IReadOnlyList<DropletSpec> wanted) => wanted.Select(spec => spec.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static void Add(Dictionary<string, List<Droplet>> namesakes, HashSet<string> names, Droplet droplet)
    {
        if (droplet.Name is not { } name || !names.Contains(name)) return;
        if (!namesakes.TryGetValue(name, out var same)) namesakes[name] = same = [];
        // If the list changes between two requests, a droplet can be on both pages.
        if (!same.Exists(other => other.Id == droplet.Id)) same.Add(droplet);
    }
}

using Stagecraft.Bootstrap.Cloud;
using Stagecraft.Providers.DigitalOcean.Api;

namespace Stagecraft.Providers.DigitalOcean;

/// <summary>What there is of what is wanted. Only asks.</summary>
internal sealed class DropletInventory(DigitalOceanApi api)
{
    /// <summary>How many droplets the account has; null until all of them had to be listed.</summary>
    public int? Total { get; private set; }

    /// <returns>The wanted droplets that exist, by name.</returns>
    /// <exception cref="CloudException">DigitalOcean could not say.</exception>
    public async Task<IReadOnlyDictionary<string, FoundDroplet>> FindAsync(string environment, IReadOnlyList<DropletSpec> wanted, CancellationToken cancellationToken)
    {
        var namesakes = await NamesakesAsync(environment, wanted, cancellationToken);
        // A droplet that somebody made by hand has no tag, and DigitalOcean would take the name a second time.
        if (wanted.Any(spec => !namesakes.ContainsKey(spec.Name))) await AddAllAsync(namesakes, wanted, cancellationToken);
        return wanted.Where(spec => namesakes.ContainsKey(spec.Name))
            .ToDictionary(spec => spec.Name, spec => DropletJudge.Judge(spec, namesakes[spec.Name]), StringComparer.Ordinal);
    }

    /// <summary>The droplets with the environment's tag and a wanted name. One question for each 200.</summary>
    public async Task<Dictionary<string, List<Droplet>>> NamesakesAsync(string environment, IReadOnlyList<DropletSpec> wanted, CancellationToken cancellationToken)
    {
        var namesakes = new Dictionary<string, List<Droplet>>(StringComparer.OrdinalIgnoreCase);
        var names = Names(wanted);
        await foreach (var droplet in api.DropletsWithTagAsync(DropletTags.Environment(environment), cancellationToken)) Add(namesakes, names, droplet);
        return namesakes;
    }

    /// <summary>Looks for droplets by one name.</summary>
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
        // A list that changes between two of its pages may have a droplet on both.
        if (!same.Exists(other => other.Id == droplet.Id)) same.Add(droplet);
    }
}

using Stagecraft.Bootstrap.Cloud;
using Stagecraft.Providers.DigitalOcean.Api;

namespace Stagecraft.Providers.DigitalOcean;

/// <summary>One application of a plan. However it ends, it can say what exists.</summary>
internal sealed class DropletWork(
    IReadOnlyList<DropletSpec> wanted, IReadOnlyDictionary<string, Droplet> found, DropletCreation creation, IProgress<string> progress)
{
    private readonly SortedDictionary<string, Droplet> created = new(StringComparer.Ordinal);

    public IReadOnlyList<DropletSpec> Missing { get; } = [.. wanted.Where(spec => !found.ContainsKey(spec.Name))];

    /// <summary>One after the other, sorted by name.</summary>
    public Task CreateAsync(long sshKey, CancellationToken cancellationToken) => SayWhatExistsAsync(
        async () =>
        {
            foreach (var spec in Missing)
            {
                progress.Report($"Creating the droplet {spec.Name} ({spec.Size}, {spec.Region})");
                created[spec.Name] = await creation.CreateAsync(spec, sshKey, cancellationToken);
            }
        },
        cancellationToken);

    /// <summary>Every wanted droplet; those that were just made run.</summary>
    public async Task<IReadOnlyList<Droplet>> AwaitAsync(CancellationToken cancellationToken)
    {
        var all = new List<Droplet>();
        await SayWhatExistsAsync(
            async () =>
            {
                foreach (var name in wanted.Select(spec => spec.Name))
                {
                    if (created.TryGetValue(name, out var fresh)) progress.Report($"Waiting until the droplet {name} (id {fresh.Id}) is active");
                    var droplet = fresh ?? found[name];
                    // What an earlier run was interrupted with is still being made. One that is off is its owner's choice.
                    all.Add(fresh is not null || droplet.Status == Droplet.New ? await creation.AwaitActiveAsync(droplet, name, cancellationToken) : droplet);
                }
            },
            cancellationToken);
        return all;
    }

    private async Task SayWhatExistsAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work();
        }
        catch (CloudException exception) when (Missing.Count > 0)
        {
            throw new CloudException($"{exception.Message}\n{WhatExists()}", exception);
        }
        catch (OperationCanceledException exception) when (created.Count > 0)
        {
            throw new CloudCancelledException($"Cancelled.\n{WhatExists()}", exception, cancellationToken);
        }
    }

    private string WhatExists()
    {
        var lines = new List<string>
        {
            $"Created in this run: {List(created.Select(pair => $"{pair.Key} (id {pair.Value.Id})"))}.",
            $"There before: {List(found.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} (id {pair.Value.Id})"))}.",
            $"Not created: {List(Missing.Select(spec => spec.Name).Where(name => !created.ContainsKey(name)))}.",
            "Nothing is removed; the next run takes up what exists.",
        };
        return string.Join('\n', lines);
    }

    private static string List(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } list ? list : "none";
}

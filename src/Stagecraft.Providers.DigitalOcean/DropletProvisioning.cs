using Stagecraft.Bootstrap;

namespace Stagecraft.Providers.DigitalOcean;

/// <summary>Applies a plan. A failure of one droplet is a problem of its host only. If the work is canceled, it reports which droplets exist.</summary>
internal sealed class DropletProvisioning(
    string environment,
    IReadOnlyList<DropletSpec> wanted,
    IReadOnlyDictionary<string, FoundDroplet> found,
    DropletCreation creation,
    DropletInventory inventory,
    TimeProvider time,
    IProgress<string> progress)
{
    // If DigitalOcean does not answer, each further creation would add another droplet in an unknown state.
    private const int MaxUnanswered = 2;

    private readonly SortedDictionary<string, Droplet> created = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, HostProblem> unknown = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, HostProblem> failed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FoundDroplet> ready = new(found, StringComparer.Ordinal);

    public IReadOnlyList<DropletSpec> Missing { get; } = [.. wanted.Where(spec => !found.ContainsKey(spec.Name))];

    /// <summary>Creates the missing droplets one after the other, sorted by name.</summary>
    public Task CreateAsync(DropletSources sources, CancellationToken cancellationToken) => SayWhatExistsAsync(
        async () =>
        {
            // All sources are found before the first creation, because a failure may stop all droplets.
            var from = await sources.OfAsync(Missing, cancellationToken);
            foreach (var spec in Missing)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (from[spec.Name] is { Obstacle: { } obstacle })
                {
                    failed[spec.Name] = obstacle.Of(spec);
                    continue;
                }

                if (unknown.Count >= MaxUnanswered)
                {
                    failed[spec.Name] = new HostProblem(
                        $"The droplet {spec.Name} was not created because DigitalOcean did not answer the requests to create {string.Join(" and ", unknown.Keys)}.",
                        "Run again when DigitalOcean answers.");
                    continue;
                }

                progress.Report($"Creating the droplet {spec.Name} ({spec.Size}, {spec.Region})");
                await CreateAsync(spec, from[spec.Name], cancellationToken);
            }
        },
        cancellationToken);

    /// <summary>Waits for the configured droplets and returns all of them in their current state.</summary>
    public async Task<IReadOnlyList<Host>> AwaitAsync(Func<IEnumerable<Droplet>, Task<IReadOnlySet<string>?>> reservedAsync, CancellationToken cancellationToken)
    {
        await SayWhatExistsAsync(
            async () =>
            {
                var start = time.GetTimestamp();
                foreach (var spec in wanted) await AwaitAsync(spec.Name, start, cancellationToken);
                if (created.Count + unknown.Count > 0) await LookForMoreAsync(start, cancellationToken);
            },
            cancellationToken);
        var reserved = await reservedAsync(ready.Values.Select(droplet => droplet.Droplet));
        return [.. wanted.Select(spec => ready.TryGetValue(spec.Name, out var droplet)
            ? DropletHost.Of(spec.Name, droplet, reserved)
            : DropletHost.Missing(spec, unknown.GetValueOrDefault(spec.Name) ?? failed[spec.Name]))];
    }

    private async Task CreateAsync(DropletSpec spec, DropletSource source, CancellationToken cancellationToken)
    {
        // The state until the answer arrives. A canceled run reports it.
        unknown[spec.Name] = Unknown(spec, "DigitalOcean has not answered.");
        try
        {
            Take(spec.Name, await creation.CreateAsync(spec, source, cancellationToken));
        }
        catch (CreationUnknownException exception)
        {
            unknown[spec.Name] = Unknown(spec, exception.Message);
            await LookAsync(spec, exception.Message, cancellationToken);
        }
        catch (CloudException exception)
        {
            unknown.Remove(spec.Name);
            failed[spec.Name] = new HostProblem($"{exception.Message} The droplet {spec.Name} was not created.", "Fix the problem that DigitalOcean reports, then run again.");
        }
        catch (OperationCanceledException)
        {
            // Canceled before the request was sent, or during a delay: nothing was created.
            unknown.Remove(spec.Name);
            throw;
        }
    }

    private async Task LookAsync(DropletSpec spec, string reason, CancellationToken cancellationToken)
    {
        try
        {
            var droplets = await creation.LookAsync(spec, cancellationToken);
            if (droplets.Count == 0) return;
            Take(spec.Name, droplets[0]);
            if (droplets.Count > 1) ready[spec.Name] = new FoundDroplet(droplets[0], DropletJudge.Twice(spec.Name, droplets));
        }
        catch (CloudException exception)
        {
            unknown[spec.Name] = Unknown(spec, $"{reason} {exception.Message}");
        }
    }

    private void Take(string name, Droplet droplet)
    {
        if (created.Values.Concat(found.Values.Select(other => other.Droplet)).Any(other => other.Id == droplet.Id))
        {
            unknown[name] = new HostProblem(
                $"DigitalOcean returned an invalid response for the creation of the droplet {name}: another droplet has its id, {droplet.Id}.",
                "Check in DigitalOcean's control panel which droplets exist, then run again.");
            return;
        }

        unknown.Remove(name);
        created[name] = droplet;
    }

    private async Task AwaitAsync(string name, long start, CancellationToken cancellationToken)
    {
        var isFresh = created.TryGetValue(name, out var droplet);
        if (!isFresh && (!found.TryGetValue(name, out var before) || !IsUnfinished(before, out droplet))) return;
        // Waiting does not solve the problem of several droplets with one name.
        if (ready.TryGetValue(name, out var known) && known.Problem is not null) return;

        progress.Report($"Waiting until the droplet {name} (id {droplet!.Id}) is active");
        try
        {
            ready[name] = await creation.AwaitActiveAsync(droplet, name, start, cancellationToken);
        }
        catch (DropletWithdrawnException exception)
        {
            created.Remove(name);
            ready.Remove(name);
            failed[name] = exception.Problem;
        }
        catch (CloudException exception)
        {
            ready[name] = new FoundDroplet(droplet, new HostProblem($"It is not known whether the droplet {name} (id {droplet.Id}) runs. {exception.Message}", "Run again when DigitalOcean answers."));
        }
    }

    // A droplet from an interrupted earlier run may still be starting.
    private bool IsUnfinished(FoundDroplet before, out Droplet droplet)
    {
        droplet = before.Droplet;
        return before.Problem is null && (droplet.Status == Droplet.New
            || (droplet.Status == Droplet.Active && droplet.PublicAddress() is null && time.GetUtcNow() - droplet.CreatedAt < DropletCreation.LongestStart));
    }

    // A final request finds droplets whose creation was not answered, and duplicate names.
    private async Task LookForMoreAsync(long start, CancellationToken cancellationToken)
    {
        try
        {
            var namesakes = await inventory.NamesakesAsync(environment, wanted, cancellationToken);
            foreach (var name in created.Keys.Where(name => namesakes.TryGetValue(name, out var same) && same.Count > 1 && ready.ContainsKey(name)))
                ready[name] = ready[name] with { Problem = DropletJudge.Twice(name, namesakes[name]) };
            foreach (var name in unknown.Keys.Where(namesakes.ContainsKey).ToList())
            {
                Take(name, namesakes[name][0]);
                if (namesakes[name].Count > 1) ready[name] = new FoundDroplet(namesakes[name][0], DropletJudge.Twice(name, namesakes[name]));
                if (created.ContainsKey(name)) await AwaitAsync(name, start, cancellationToken);
            }
        }
        catch (CloudException exception)
        {
            progress.Report($"Could not check for duplicate droplets: {exception.Message}");
        }
    }

    private async Task SayWhatExistsAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException exception) when (created.Count + unknown.Count > 0)
        {
            throw new CloudCancelledException($"Canceled.\n{WhatExists()}", exception, cancellationToken);
        }
    }

    private string WhatExists()
    {
        var lines = new List<string>
        {
            $"Created in this run: {List(created.Select(pair => $"{pair.Key} (id {pair.Value.Id})"))}.",
            $"Existed before: {List(found.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} (id {pair.Value.Droplet.Id})"))}.",
            $"Not created: {List(Missing.Select(spec => spec.Name).Where(name => !created.ContainsKey(name) && !unknown.ContainsKey(name)))}.",
        };
        if (unknown.Count > 0) lines.Add($"Unknown whether created: {List(unknown.Keys)}.");
        lines.Add("Nothing is removed. The next run continues with the existing droplets.");
        return string.Join('\n', lines);
    }

    private static HostProblem Unknown(DropletSpec spec, string reason) => new(
        $"{reason} It is not known whether the droplet {spec.Name} was created: no droplet with that name was listed within {DropletCreation.LongestLook.TotalSeconds:0} s.",
        "Wait a few minutes, then run again. The next run looks for the droplet before it creates one.");

    private static string List(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } list ? list : "none";
}

/// <summary>A configured droplet that exists.</summary>
/// <param name="Droplet">The state reported by DigitalOcean.</param>
/// <param name="Problem">How it differs from the configuration; null if it matches.</param>
internal sealed record FoundDroplet(Droplet Droplet, HostProblem? Problem);

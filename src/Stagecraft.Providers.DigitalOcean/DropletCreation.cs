using Stagecraft.Bootstrap;

namespace Stagecraft.Providers.DigitalOcean;

/// <summary>Creates droplets without duplicates, and waits until they run.</summary>
internal sealed class DropletCreation(DigitalOceanApi api, DropletInventory inventory, TimeProvider time, IProgress<string> progress)
{
    /// <summary>How long a droplet may take to start after its creation.</summary>
    public static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(5);

    /// <summary>How long to search for a droplet whose creation was not answered. Lists can lag by seconds; there is no documented limit.</summary>
    public static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(2);

    /// <summary>How long DigitalOcean may not find a droplet after it has confirmed the creation.</summary>
    public static readonly TimeSpan LongestUnknown = TimeSpan.FromSeconds(60);

    private const int MinLooks = 5;

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    /// <exception cref="CloudException">The droplet was not created.</exception>
    /// <exception cref="CreationUnknownException">It is not known whether the droplet was created.</exception>
    public Task<Droplet> CreateAsync(DropletSpec spec, DropletSource source, CancellationToken cancellationToken) => api.CreateAsync(spec.Request(source), cancellationToken);

    /// <summary>Searches for droplets with a name until there are any. A creation is never repeated, because the API has no idempotency key.</summary>
    public async Task<IReadOnlyList<Droplet>> LookAsync(DropletSpec spec, CancellationToken cancellationToken)
    {
        progress.Report($"DigitalOcean did not say whether it created the droplet {spec.Name}; looking for it (at most {LongestLook.TotalSeconds:0} s)");
        var start = time.GetTimestamp();
        while (true)
        {
            if (await inventory.NamedAsync(spec, cancellationToken) is { Count: > 0 } droplets) return droplets;
            if (time.GetElapsedTime(start) >= LongestLook) return [];
            await Task.Delay(LookInterval, time, cancellationToken);
        }
    }

    /// <summary>Waits until the droplet runs and has a public address. If it has no address, bootstrap fails the host later.</summary>
    /// <param name="droplet">The last known state.</param>
    /// <param name="name">For messages.</param>
    /// <param name="start">When the wait for all droplets began. All droplets share one time limit.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<FoundDroplet> AwaitActiveAsync(Droplet droplet, string name, long start, CancellationToken cancellationToken)
    {
        long? unknownSince = null;
        var looks = 0;
        while (droplet.Status == Droplet.New || (droplet.Status == Droplet.Active && droplet.PublicAddress() is null))
        {
            // Other droplets may have used up the time, so each is checked a few times before the wait ends.
            if (looks >= MinLooks && time.GetElapsedTime(start) >= LongestStart && unknownSince is null)
            {
                return new FoundDroplet(droplet, droplet.Status == Droplet.Active ? null : new HostProblem(
                    $"The droplet {name} (id {droplet.Id}) was not active after {LongestStart.TotalMinutes:0} minutes.",
                    "Check it in DigitalOcean's control panel, then run again."));
            }

            await Task.Delay(PollInterval, time, cancellationToken);
            if (await api.DropletAsync(droplet.Id, name, cancellationToken) is { } seen)
            {
                (droplet, unknownSince, looks) = (seen, null, looks + 1);
                continue;
            }

            unknownSince ??= time.GetTimestamp();
            if (time.GetElapsedTime(unknownSince.Value) >= LongestUnknown)
                throw new DropletWithdrawnException(new HostProblem(
                    $"The droplet {name} (id {droplet.Id}) was withdrawn by DigitalOcean: the API has not found it for {LongestUnknown.TotalSeconds:0} s.",
                    "Run again to create the droplet. If it is withdrawn again, try another size or region."));
        }

        return new FoundDroplet(droplet, DropletJudge.Asleep(name, droplet));
    }
}

/// <summary>DigitalOcean accepted a droplet and later withdrew it, because it could not be placed.</summary>
internal sealed class DropletWithdrawnException(HostProblem problem) : Exception(problem.ToString())
{
    public HostProblem Problem => problem;
}

using Stagecraft.Bootstrap.Cloud;
using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Providers.DigitalOcean.Api;

namespace Stagecraft.Providers.DigitalOcean;

/// <summary>Creates droplets so that none is made twice, and waits until they run.</summary>
internal sealed class DropletCreation(DigitalOceanApi api, DropletInventory inventory, TimeProvider time, IProgress<string> progress)
{
    /// <summary>How long after its creation a droplet may still be starting.</summary>
    public static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(5);

    /// <summary>How long a creation without an answer is looked for. Lists were seen to lag by seconds; nothing promises how many.</summary>
    public static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(2);

    /// <summary>How long DigitalOcean may not know a droplet whose creation it has answered.</summary>
    public static readonly TimeSpan LongestUnknown = TimeSpan.FromSeconds(60);

    private const int MinLooks = 5;

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    /// <exception cref="CloudException">It was not created.</exception>
    /// <exception cref="CreationUnknownException">Whether it was created is not known.</exception>
    public Task<Droplet> CreateAsync(DropletSpec spec, long sshKey, CancellationToken cancellationToken) => api.CreateAsync(spec.Request(sshKey), cancellationToken);

    /// <summary>Looks for droplets of a name until there are any. A creation is never sent again: it has no key by which DigitalOcean would know it as the same.</summary>
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

    /// <summary>Waits until it runs and has a public address; without an address it is the host's failure, later.</summary>
    /// <param name="droplet">As it was last seen.</param>
    /// <param name="name">For messages.</param>
    /// <param name="start">When the wait for all of them began: it is one wait, however many never run.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<FoundDroplet> AwaitActiveAsync(Droplet droplet, string name, long start, CancellationToken cancellationToken)
    {
        long? unknownSince = null;
        var looks = 0;
        while (droplet.Status == Droplet.New || (droplet.Status == Droplet.Active && droplet.PublicAddress() is null))
        {
            // The time may have gone to others. Each is looked at a few times before it is given up.
            if (looks >= MinLooks && time.GetElapsedTime(start) >= LongestStart && unknownSince is null)
            {
                return new FoundDroplet(droplet, droplet.Status == Droplet.Active ? null : new HostProblem(
                    $"The droplet {name} (id {droplet.Id}) was not active after {LongestStart.TotalMinutes:0} minutes.",
                    "Look at it in DigitalOcean's control panel, then run again."));
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
                    $"The droplet {name} (id {droplet.Id}) was withdrawn by DigitalOcean: {LongestUnknown.TotalSeconds:0} s later it does not know it.",
                    "Run again: the droplet is then created. If it is withdrawn again, try another size or region."));
        }

        return new FoundDroplet(droplet, DropletJudge.Asleep(name, droplet));
    }
}

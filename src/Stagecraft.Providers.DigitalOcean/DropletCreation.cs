using Stagecraft.Bootstrap.Cloud;
using Stagecraft.Providers.DigitalOcean.Api;

namespace Stagecraft.Providers.DigitalOcean;

/// <summary>Creates droplets so that none is made twice, and waits until they run.</summary>
internal sealed class DropletCreation(DigitalOceanApi api, DropletInventory inventory, TimeProvider time)
{
    private const int MaxAttempts = 3;
    private const int MaxLooks = 3;

    /// <summary>How long after its creation a droplet may still be starting.</summary>
    public static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(3);

    /// <exception cref="CloudException">It was not created, or nobody knows.</exception>
    public async Task<Droplet> CreateAsync(DropletSpec spec, long sshKey, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return await api.CreateAsync(spec.Request(sshKey), cancellationToken);
            }
            catch (CreationUnknownException exception)
            {
                if (await LookAgainAsync(spec, exception) is { } droplet) return droplet;
                if (attempt == MaxAttempts) throw new CloudException(exception.Message, exception);
            }
        }
    }

    /// <summary>Waits until it runs and has an address; without an address it is the host's failure, later.</summary>
    /// <exception cref="CloudException">It does not run in time.</exception>
    public async Task<Droplet> AwaitActiveAsync(Droplet droplet, string name, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (droplet.Status != Droplet.Active || droplet.PublicAddress is null)
        {
            if (time.GetElapsedTime(start) >= LongestStart)
            {
                return droplet.Status == Droplet.Active ? droplet : throw new CloudException(
                    $"The droplet {name} (id {droplet.Id}) was not active after {LongestStart.TotalMinutes:0} minutes. Look at it in DigitalOcean's control panel, then run again.");
            }

            await Task.Delay(PollInterval, time, cancellationToken);
            droplet = await api.DropletAsync(droplet.Id, name, cancellationToken);
        }

        return droplet;
    }

    // Not cancelled: it ends soon, and what exists must be known. A new droplet may be listed a moment late.
    private async Task<Droplet?> LookAgainAsync(DropletSpec spec, CreationUnknownException reason)
    {
        try
        {
            for (var look = 0; look < MaxLooks; look++)
            {
                if (look > 0) await Task.Delay(PollInterval, time, CancellationToken.None);
                if (await inventory.FindAsync(spec, CancellationToken.None) is { } droplet) return droplet;
            }

            return null;
        }
        catch (CloudException exception)
        {
            throw new CloudException($"{reason.Message} Whether the droplet {spec.Name} was created could not be found out: {exception.Message} The next run looks for it first.", exception);
        }
    }
}

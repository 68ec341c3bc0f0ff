using Stagecraft.Bootstrap.Cloud;
using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Bootstrap.Settings;
using Stagecraft.Bootstrap.Text;
using Stagecraft.Providers.DigitalOcean.Api;

namespace Stagecraft.Providers.DigitalOcean;

/// <summary>The provider <c>digitalocean</c>: droplets by name and tag, created where they are missing and never changed or removed.</summary>
public sealed class DigitalOceanProvider : ICloudProvider
{
    public const string ProviderId = "digitalocean";

    private readonly DigitalOceanOptions options;
    private readonly TimeProvider time;

    internal DigitalOceanProvider(DigitalOceanOptions options, TimeProvider time) => (this.options, this.time) = (options, time);

    public string Id => ProviderId;

    /// <summary>Reads and checks the provider's section.</summary>
    public static DigitalOceanProvider Create(SettingsSection settings) => new(new DigitalOceanSettings(settings).Read(), TimeProvider.System);

    public async Task<CloudPlan> PlanAsync(string? environment, IProgress<string> progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var chosen = Choose(environment);
        var wanted = options.Environments[chosen];
        using var api = new DigitalOceanApi(options, time, progress);
        var found = await new DropletInventory(api).FindAsync(chosen, wanted, cancellationToken);
        if (found.Count < wanted.Count) await FindSshKeyAsync(api, cancellationToken);

        return new CloudPlan(Hosts(found.Values), [.. wanted.Select(spec => spec.Name).Where(name => !found.ContainsKey(name))])
        {
            Starting = [.. found.Where(pair => IsStarting(pair.Value)).Select(pair => pair.Key).Order(StringComparer.Ordinal)],
            Environment = chosen,
        };
    }

    public async Task<IReadOnlyList<Host>> ApplyAsync(CloudPlan plan, IProgress<string> progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var chosen = Choose(plan.Environment);
        using var api = new DigitalOceanApi(options, time, progress);
        // Asked again: a plan may be old, and one that is applied twice must not make anything twice.
        var inventory = new DropletInventory(api);
        var found = await inventory.FindAsync(chosen, options.Environments[chosen], cancellationToken);
        var work = new DropletWork(options.Environments[chosen], found, new DropletCreation(api, inventory, time), progress);
        if (work.Missing.Count > 0) await work.CreateAsync(await FindSshKeyAsync(api, cancellationToken), cancellationToken);
        return Hosts(await work.AwaitAsync(cancellationToken));
    }

    private bool IsStarting(Droplet droplet) =>
        droplet.Status == Droplet.New || (droplet.Status == Droplet.Active && time.GetUtcNow() - droplet.CreatedAt < DropletCreation.LongestStart);

    private string Choose(string? environment)
    {
        var known = options.Environments.Keys.Order(StringComparer.Ordinal).ToList();
        if (environment is null)
        {
            return known is [var only] ? only : throw new ConfigurationException(
                $"The cloud provider '{ProviderId}' has several environments ({string.Join(", ", known)}). Name one, for example with --environment {known[0]}.");
        }

        return options.Environments.ContainsKey(environment) ? environment : throw new ConfigurationException(
            $"The cloud provider '{ProviderId}' has no environment '{SafeText.Line(environment)}'.{Suggestion.For(environment, known)} Known environments: {string.Join(", ", known)}.");
    }

    private async Task<long> FindSshKeyAsync(DigitalOceanApi api, CancellationToken cancellationToken)
    {
        var keys = new List<SshKey>();
        await foreach (var key in api.SshKeysAsync(cancellationToken))
        {
            if (key.Name == options.SshKeyName) keys.Add(key);
        }

        var name = SafeText.Line(options.SshKeyName);
        return keys.Count switch
        {
            0 => throw new CloudException($"The DigitalOcean account has no SSH key named '{name}' (ssh_key_name), so nobody could log in to a new droplet. Add the key to the account, or correct the name."),
            1 => keys[0].Id,
            _ => throw new CloudException($"The DigitalOcean account has {keys.Count} SSH keys named '{name}' (ssh_key_name). Rename one."),
        };
    }

    private static IReadOnlyList<Host> Hosts(IEnumerable<Droplet> droplets) => HostList.Sort(droplets.Select(DropletHost.Of));
}

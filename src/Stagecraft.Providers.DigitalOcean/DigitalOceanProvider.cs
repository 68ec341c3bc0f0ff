using Stagecraft.Bootstrap;

namespace Stagecraft.Providers.DigitalOcean;

/// <summary>Finds droplets by name and tag, and creates missing ones. Never changes or removes droplets.</summary>
public sealed class DigitalOceanProvider : ICloudProvider
{
    private const string ProviderId = "digitalocean";

    private readonly DigitalOceanOptions options;
    private readonly TimeProvider time;

    /// <summary>Creates a provider, and checks the options. The API is not called.</summary>
    /// <param name="options">The account and its droplets.</param>
    /// <exception cref="ConfigurationException">A value of the options is not valid.</exception>
    public DigitalOceanProvider(DigitalOceanOptions options)
        : this(options, TimeProvider.System)
    {
        ArgumentNullException.ThrowIfNull(options);
        OptionRules.Require(nameof(DigitalOceanOptions), DigitalOceanRules.Problems(options));
    }

    /// <summary>The section of <c>stagecraft.yml</c> has checked its options, and reports errors after all sections are read.</summary>
    internal DigitalOceanProvider(DigitalOceanOptions options, TimeProvider time) => (this.options, this.time) = (options, time);

    /// <inheritdoc/>
    public async Task<CloudPlan> PlanAsync(string? environment, IProgress<string> progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var chosen = Choose(environment);
        var wanted = options.Environments[chosen];
        using var api = new DigitalOceanApi(options, time, progress);
        var inventory = new DropletInventory(api);
        var found = await inventory.FindAsync(chosen, wanted, cancellationToken);
        var missing = wanted.Where(spec => !found.ContainsKey(spec.Name)).ToList();
        var reserved = await ReservedAsync(api, found.Values.Select(droplet => droplet.Droplet), cancellationToken);
        var plan = new CloudPlan(
            HostList.Sort(found.Select(pair => DropletHost.Of(pair.Key, pair.Value, reserved))),
            [.. missing.Select(spec => spec.Name)])
        {
            Starting = [.. found.Where(pair => IsStarting(pair.Value)).Select(pair => pair.Key).Order(StringComparer.Ordinal)],
            Environment = chosen,
            Roles = missing.Where(spec => spec.Role is not null).ToDictionary(spec => spec.Name, spec => spec.Role!, StringComparer.Ordinal),
        };
        if (missing.Count == 0) return plan;

        var key = await FindSshKeyAsync(api, cancellationToken);
        return plan with
        {
            LoginKey = key.PublicKey is { Length: > 0 } publicKey ? new CloudLoginKey($"the SSH key '{SafeText.Line(key.Name)}' of the DigitalOcean account", publicKey) : null,
            Impossible = await new DropletOutlook(api).ImpossibleAsync(missing, inventory.Total ?? 0, cancellationToken),
        };
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Host>> ApplyAsync(CloudPlan plan, IProgress<string> progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var chosen = Choose(plan.Environment);
        using var api = new DigitalOceanApi(options, time, progress);
        // The plan may contain only a part of the droplets.
        var planned = plan.Existing.Select(host => host.Name).Concat(plan.ToCreate).ToHashSet(StringComparer.Ordinal);
        var wanted = options.Environments[chosen].Where(spec => planned.Contains(spec.Name)).ToList();
        // Listed again, because the plan may be outdated, and applying a plan twice must not create duplicates.
        var inventory = new DropletInventory(api);
        var found = await inventory.FindAsync(chosen, wanted, cancellationToken);
        var work = new DropletProvisioning(chosen, wanted, found, new DropletCreation(api, inventory, time, progress), inventory, time, progress);
        if (work.Missing.Count > 0) await work.CreateAsync((await FindSshKeyAsync(api, cancellationToken)).Id, cancellationToken);
        return HostList.Sort(await work.AwaitAsync(droplets => ReservedAsync(api, droplets, cancellationToken), cancellationToken));
    }

    private bool IsStarting(FoundDroplet found) => found is { Problem: null, Droplet: var droplet }
        && (droplet.Status == Droplet.New || (droplet.Status == Droplet.Active && time.GetUtcNow() - droplet.CreatedAt < DropletCreation.LongestStart));

    // Requested only if a droplet has two public addresses, and ignored if the token lacks permission.
    private static async Task<IReadOnlySet<string>?> ReservedAsync(DigitalOceanApi api, IEnumerable<Droplet> droplets, CancellationToken cancellationToken)
    {
        if (!droplets.Any(droplet => droplet.Networks?.HasSeveralPublic == true)) return null;
        var reserved = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            await foreach (var address in api.ReservedIpsAsync(cancellationToken)) reserved.Add(address.Ip ?? "");
            return reserved;
        }
        catch (CloudException)
        {
            return null;
        }
    }

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

    private async Task<SshKey> FindSshKeyAsync(DigitalOceanApi api, CancellationToken cancellationToken)
    {
        var keys = new List<SshKey>();
        await foreach (var key in api.SshKeysAsync(cancellationToken))
        {
            if (key.Name == options.SshKeyName) keys.Add(key);
        }

        var name = SafeText.Line(options.SshKeyName);
        return keys.Count switch
        {
            0 => throw new CloudException($"The DigitalOcean account has no SSH key named '{name}' (ssh_key_name), so no login to a new droplet would be possible. Add the key to the account, or correct the name."),
            1 => keys[0],
            _ => throw new CloudException($"The DigitalOcean account has {keys.Count} SSH keys named '{name}' (ssh_key_name). Rename one."),
        };
    }
}

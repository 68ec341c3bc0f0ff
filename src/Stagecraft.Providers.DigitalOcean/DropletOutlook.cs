using Stagecraft.Bootstrap;

namespace Stagecraft.Providers.DigitalOcean;

/// <summary>Finds droplets that certainly cannot be created, before any costs arise. A check is skipped if DigitalOcean does not answer, for example because the token lacks permission.</summary>
internal sealed class DropletOutlook(DigitalOceanApi api)
{
    /// <param name="missing">The droplets to create, in that order.</param>
    /// <param name="sources">What they are created from, by name.</param>
    /// <param name="existing">The number of droplets in the account.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public async Task<IReadOnlyDictionary<string, HostProblem>> ImpossibleAsync(
        IReadOnlyList<DropletSpec> missing, IReadOnlyDictionary<string, DropletSource> sources, int existing, CancellationToken cancellationToken)
    {
        var sizes = await TryAsync(async () => await api.SizesAsync(cancellationToken).ToListAsync(cancellationToken));
        var regions = await TryAsync(async () => await api.RegionsAsync(cancellationToken).ToListAsync(cancellationToken));
        var account = await TryAsync(() => api.AccountAsync(cancellationToken));

        var impossible = new Dictionary<string, HostProblem>(StringComparer.Ordinal);
        var room = Math.Max(0, (account?.DropletLimit ?? int.MaxValue) - existing);
        foreach (var spec in missing)
        {
            var source = sources[spec.Name];
            var obstacle = Closed(spec, regions) ?? Unavailable(spec, sizes) ?? source.Obstacle ?? Unusable(spec, source.Facts, sizes) ?? Locked(account);
            if (obstacle is null && room-- <= 0) obstacle = Full(account!, existing);
            if (obstacle is not null) impossible[spec.Name] = obstacle.Of(spec);
        }

        return impossible;
    }

    private static Obstacle? Closed(DropletSpec spec, IReadOnlyList<Region>? regions)
    {
        if (regions is null || regions.Any(region => Region.Matches(spec.Region, region.Slug) && region.Available != false)) return null;
        var isKnown = regions.Any(region => Region.Matches(spec.Region, region.Slug));
        return new Obstacle(isKnown ? $"the region {spec.Region} accepts no new droplets" : $"DigitalOcean has no region {spec.Region}", "Choose another region.");
    }

    private static Obstacle? Unavailable(DropletSpec spec, IReadOnlyList<Size>? sizes)
    {
        if (sizes is null) return null;
        if (sizes.FirstOrDefault(size => size.Slug == spec.Size) is not { } size) return new Obstacle($"DigitalOcean has no size {spec.Size}", "Choose another size.");
        if (size.Available == false) return new Obstacle($"the size {spec.Size} is not available", "Choose another size.");
        if (size.Regions is null || size.Regions.Any(region => Region.Matches(spec.Region, region))) return null;
        var others = string.Join(", ", size.Regions.Order(StringComparer.Ordinal));
        return new Obstacle(
            $"the size {spec.Size} is not available in the region {spec.Region}",
            others.Length > 0 ? $"Choose another size, or a region that has it: {others}." : "Choose another size.");
    }

    private static Obstacle? Unusable(DropletSpec spec, Image? image, IReadOnlyList<Size>? sizes)
    {
        if (image is null) return null;
        var name = SafeText.Line(spec.Image);
        if (string.Equals(image.Status, Image.Retired, StringComparison.OrdinalIgnoreCase)) return new Obstacle($"DigitalOcean no longer offers the image {name}", "Choose another image.");
        if (image.Status is { Length: > 0 } status && !string.Equals(status, Image.Available, StringComparison.OrdinalIgnoreCase))
            return new Obstacle($"the image {name} is not available: its status is {SafeText.Line(status)}", "Wait until it is available, or choose another image.");
        if (image.Regions is { Count: > 0 } regions && !regions.Any(region => Region.Matches(spec.Region, region)))
            return new Obstacle(
                $"the image {name} is not available in the region {spec.Region}",
                $"Choose another image, or a region that has it: {string.Join(", ", regions.Order(StringComparer.Ordinal).Select(SafeText.Line))}.");
        return sizes?.FirstOrDefault(size => size.Slug == spec.Size)?.Disk is { } disk && image.MinDiskSize > disk
            ? new Obstacle($"the image {name} needs a disk of {image.MinDiskSize} GB, and the size {spec.Size} has {disk} GB", "Choose a larger size, or another image.")
            : null;
    }

    private static Obstacle? Locked(AccountLimits? account) =>
        account?.Status == AccountLimits.Locked ? new Obstacle("the DigitalOcean account is locked", "Check the account in DigitalOcean's control panel.") : null;

    private static Obstacle Full(AccountLimits account, int existing) =>
        new Obstacle($"the account has {existing} droplets and its limit is {account.DropletLimit}", "Ask DigitalOcean for a higher droplet limit, or remove droplets.");

    private static async Task<T?> TryAsync<T>(Func<Task<T>> askAsync)
    {
        try
        {
            return await askAsync();
        }
        catch (CloudException)
        {
            return default;
        }
    }
}

/// <summary>Why a droplet cannot be created.</summary>
/// <param name="Why">The rest of a sentence, without its period.</param>
/// <param name="Fix">A sentence.</param>
internal sealed record Obstacle(string Why, string Fix)
{
    public HostProblem Of(DropletSpec spec) => new($"The droplet {spec.Name} cannot be created: {Why}.", Fix);
}

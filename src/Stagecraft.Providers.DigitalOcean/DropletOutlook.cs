using Stagecraft.Bootstrap;

namespace Stagecraft.Providers.DigitalOcean;

/// <summary>Finds droplets that certainly cannot be created, before any costs arise. A check is skipped if DigitalOcean does not answer, for example because the token lacks permission.</summary>
internal sealed class DropletOutlook(DigitalOceanApi api)
{
    /// <param name="missing">The droplets to create, in that order.</param>
    /// <param name="existing">The number of droplets in the account.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public async Task<IReadOnlyDictionary<string, HostProblem>> ImpossibleAsync(IReadOnlyList<DropletSpec> missing, int existing, CancellationToken cancellationToken)
    {
        var sizes = await TryAsync(() => ListAsync(api.SizesAsync(cancellationToken)));
        var regions = await TryAsync(() => ListAsync(api.RegionsAsync(cancellationToken)));
        var (imageAsked, image) = await TryAsync(async () => (Asked: true, Image: await api.ImageAsync(DropletSpec.Image, cancellationToken)));
        var account = await TryAsync(() => api.AccountAsync(cancellationToken));

        var impossible = new Dictionary<string, HostProblem>(StringComparer.Ordinal);
        var room = Math.Max(0, (account?.DropletLimit ?? int.MaxValue) - existing);
        foreach (var spec in missing)
        {
            if ((Closed(spec, regions) ?? Unavailable(spec, sizes) ?? Retired(spec, imageAsked, image) ?? Locked(spec, account)) is { } problem) impossible[spec.Name] = problem;
            else if (room-- <= 0) impossible[spec.Name] = Full(spec, account!, existing);
        }

        return impossible;
    }

    private static HostProblem? Closed(DropletSpec spec, IReadOnlyList<Region>? regions)
    {
        if (regions is null || regions.Any(region => Region.Matches(spec.Region, region.Slug) && region.Available != false)) return null;
        var isKnown = regions.Any(region => Region.Matches(spec.Region, region.Slug));
        return Cannot(spec, isKnown ? $"the region {spec.Region} accepts no new droplets" : $"DigitalOcean has no region {spec.Region}", "Choose another region.");
    }

    private static HostProblem? Unavailable(DropletSpec spec, IReadOnlyList<Size>? sizes)
    {
        if (sizes is null) return null;
        if (sizes.FirstOrDefault(size => size.Slug == spec.Size) is not { } size) return Cannot(spec, $"DigitalOcean has no size {spec.Size}", "Choose another size.");
        if (size.Available == false) return Cannot(spec, $"the size {spec.Size} is not available", "Choose another size.");
        if (size.Regions is null || size.Regions.Any(region => Region.Matches(spec.Region, region))) return null;
        var others = string.Join(", ", size.Regions.Order(StringComparer.Ordinal));
        return Cannot(
            spec,
            $"the size {spec.Size} is not available in the region {spec.Region}",
            others.Length > 0 ? $"Choose another size, or a region that has it: {others}." : "Choose another size.");
    }

    private static HostProblem? Retired(DropletSpec spec, bool asked, Image? image)
    {
        if (!asked) return null;
        if (image is null || image.Status == Image.Retired)
            return Cannot(spec, $"DigitalOcean no longer has the image {DropletSpec.Image}", "Update Stagecraft, or create the droplet yourself and use the provider static or command.");
        return image.Regions is not { Count: > 0 } || image.Regions.Any(region => Region.Matches(spec.Region, region))
            ? null
            : Cannot(spec, $"the image {DropletSpec.Image} is not available in the region {spec.Region}", "Choose another region.");
    }

    private static HostProblem? Locked(DropletSpec spec, AccountLimits? account) =>
        account?.Status == AccountLimits.Locked ? Cannot(spec, "the DigitalOcean account is locked", "Check the account in DigitalOcean's control panel.") : null;

    private static HostProblem Full(DropletSpec spec, AccountLimits account, int existing) =>
        Cannot(spec, $"the account has {existing} droplets and its limit is {account.DropletLimit}", "Ask DigitalOcean for a higher droplet limit, or remove droplets.");

    private static HostProblem Cannot(DropletSpec spec, string why, string remedy) => new($"The droplet {spec.Name} cannot be created: {why}.", remedy);

    private static async Task<IReadOnlyList<T>> ListAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items) list.Add(item);
        return list;
    }

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

using System.Text.Json.Nodes;
using Stagecraft.Bootstrap;

namespace Stagecraft.Providers.DigitalOcean;

/// <summary>Finds the SSH keys, images and VPCs that new droplets name. Each list and each image is requested at most once.</summary>
internal sealed class DropletSources(DigitalOceanApi api, DigitalOceanOptions options)
{
    private readonly Dictionary<string, FoundImage> images = new(StringComparer.Ordinal);
    private IReadOnlyList<SshKey>? sshKeys;
    private Listed<Image>? ownImages;
    private Listed<Vpc>? vpcs;

    /// <returns>The sources of each droplet, by its name.</returns>
    /// <exception cref="CloudException">The account's SSH keys cannot be listed, or one that all droplets should accept is not among them.</exception>
    public async Task<IReadOnlyDictionary<string, DropletSource>> OfAsync(IReadOnlyList<DropletSpec> specs, CancellationToken cancellationToken)
    {
        var sources = new Dictionary<string, DropletSource>(StringComparer.Ordinal);
        foreach (var spec in specs)
        {
            var (keys, noKey) = await SshKeysAsync(spec, cancellationToken);
            var image = await ImageAsync(spec.Image, cancellationToken);
            var (vpc, noVpc) = await VpcAsync(spec, cancellationToken);
            sources[spec.Name] = new DropletSource(keys, image.Reference, image.Facts, vpc, noKey ?? image.Obstacle ?? noVpc);
        }

        return sources;
    }

    private async Task<(IReadOnlyList<SshKey> Keys, Obstacle? Obstacle)> SshKeysAsync(DropletSpec spec, CancellationToken cancellationToken)
    {
        sshKeys ??= await api.SshKeysAsync(cancellationToken).DistinctBy(key => key.Id).ToListAsync(cancellationToken);
        var accepted = new List<SshKey>();
        foreach (var entry in spec.SshKeys ?? options.SshKeys)
        {
            var matches = sshKeys.Where(key => key.Is(entry)).ToList();
            if (matches is not [var match])
            {
                var obstacle = WrongSshKey(SafeText.Line(entry), matches);
                return spec.SshKeys is null ? throw new CloudException($"{obstacle.Why}. {obstacle.Fix}") : ([], obstacle);
            }

            if (!accepted.Exists(key => key.Id == match.Id)) accepted.Add(match);
        }

        return (accepted, null);
    }

    private static Obstacle WrongSshKey(string entry, List<SshKey> matches) => matches.Count == 0
        ? new Obstacle(
            $"DigitalOcean has no SSH key with the name, id or fingerprint '{entry}' in this account",
            "Add the key to the account, or correct ssh_keys (or ssh_key_name).")
        : new Obstacle(
            $"DigitalOcean has {matches.Count} SSH keys in this account that '{entry}' can mean (ids {And(matches.Select(key => key.Id).Order())})",
            "In ssh_keys, use the fingerprint of one of them.");

    private async Task<FoundImage> ImageAsync(string image, CancellationToken cancellationToken)
    {
        if (images.TryGetValue(image, out var known)) return known;
        var found = await FindImageAsync(image, cancellationToken);
        return images[image] = found with { Obstacle = found.Obstacle ?? DropletImages.Unsupported(image, found.Facts) };
    }

    private async Task<FoundImage> FindImageAsync(string image, CancellationToken cancellationToken)
    {
        var reference = DropletImages.Id(image) is { } id ? JsonValue.Create(id) : JsonValue.Create(image);
        if (DropletImages.Unsupported(image) is { } unsupported) return new FoundImage(reference, null, unsupported);
        if (DropletImages.IsSlug(image))
        {
            try
            {
                if (await api.ImageAsync(image, cancellationToken) is { } facts) return new FoundImage(reference, facts, null);
            }
            catch (CloudException)
            {
                // For example because the token lacks permission. The create request may still work.
                return new FoundImage(reference, null, null);
            }

            if (DropletImages.Id(image) is not null) return new FoundImage(reference, null, new Obstacle($"DigitalOcean has no image with the id {image}", DropletImages.Choose));
        }

        return await FindOwnImageAsync(image, reference, cancellationToken);
    }

    private async Task<FoundImage> FindOwnImageAsync(string image, JsonValue reference, CancellationToken cancellationToken)
    {
        ownImages ??= await Listed<Image>.TryAsync(api.PrivateImagesAsync(cancellationToken), cancellationToken);
        var name = SafeText.Line(image);
        if (ownImages.Items is not { } all)
            return new FoundImage(reference, null, new Obstacle(
                $"the image {name} was not found. {ownImages.Failure}",
                $"Check that the token has the scope {TokenScopes.Images}, or set image to a slug or an id."));

        return all.Where(own => own.Name == image).DistinctBy(own => own.Id).ToList() switch
        {
            [var own] => new FoundImage(JsonValue.Create(own.Id), own, null),
            [] => new FoundImage(reference, null, new Obstacle($"DigitalOcean has no image {name}, and this account has no snapshot or custom image with that name", DropletImages.Choose)),
            var several => new FoundImage(reference, null, new Obstacle(
                $"this account has {several.Count} images with the name {name} (ids {And(several.Select(own => own.Id).Order())})",
                "Set image to one of the ids.")),
        };
    }

    private async Task<(Vpc? Vpc, Obstacle? Obstacle)> VpcAsync(DropletSpec spec, CancellationToken cancellationToken)
    {
        if (spec.Vpc is not { } wanted) return (null, null);
        var isUuid = DigitalOceanRules.IsUuid(wanted);
        vpcs ??= await Listed<Vpc>.TryAsync(api.VpcsAsync(cancellationToken), cancellationToken);
        if (vpcs.Items is not { } all)
        {
            return isUuid ? (new Vpc(wanted, null, null), null) : (null, new Obstacle(
                $"the VPC {wanted} was not found. {vpcs.Failure}",
                $"Check that the token has the scope {TokenScopes.Vpcs}, or set vpc to the UUID of the VPC."));
        }

        var matches = all
            .Where(vpc => vpc.Id is { Length: > 0 } && (isUuid ? string.Equals(vpc.Id, wanted, StringComparison.OrdinalIgnoreCase) : vpc.Name == wanted))
            .DistinctBy(vpc => vpc.Id, StringComparer.OrdinalIgnoreCase)
            .ToList();
        var usable = matches.Where(vpc => vpc.Region is null || Region.Matches(spec.Region, vpc.Region)).ToList();
        return (matches, usable) switch
        {
            (_, [var vpc]) => (vpc, null),
            ([], _) => (null, new Obstacle($"this account has no VPC with the {(isUuid ? "UUID" : "name")} {wanted}", "Create the VPC, or correct vpc.")),
            (_, []) => (null, new Obstacle(
                $"the VPC {wanted} is in the region {And(matches.Select(vpc => SafeText.Line(vpc.Region)).Order(StringComparer.Ordinal))}, and the region of the droplet is {spec.Region}",
                "Choose a VPC and a region that match.")),
            _ => (null, new Obstacle(
                $"this account has {usable.Count} VPCs with the name {wanted} in the region {spec.Region} (UUIDs {And(usable.Select(vpc => SafeText.Line(vpc.Id)).Order(StringComparer.Ordinal))})",
                "Set vpc to one of the UUIDs.")),
        };
    }

    private static string And<T>(IEnumerable<T> items) => string.Join(" and ", items);

    /// <summary>An image, as a create request refers to it. The facts are null if DigitalOcean did not return them.</summary>
    private sealed record FoundImage(JsonValue Reference, Image? Facts, Obstacle? Obstacle);

    /// <summary>A list, or why DigitalOcean did not return it.</summary>
    private sealed record Listed<T>(IReadOnlyList<T>? Items, string? Failure)
    {
        public static async Task<Listed<T>> TryAsync(IAsyncEnumerable<T> items, CancellationToken cancellationToken)
        {
            try
            {
                return new Listed<T>(await items.ToListAsync(cancellationToken), null);
            }
            catch (CloudException exception)
            {
                return new Listed<T>(null, exception.Message.TrimEnd('.'));
            }
        }
    }
}

/// <summary>What a droplet is created from, as DigitalOcean's API accepts it.</summary>
/// <param name="SshKeys">The keys that the droplet accepts.</param>
/// <param name="Image">A slug, or an id as a number.</param>
/// <param name="Facts">The image. Null if it is not known.</param>
/// <param name="Vpc">Null for the default VPC of the region.</param>
/// <param name="Obstacle">What cannot be resolved, or is not supported. The droplet cannot be created then.</param>
internal sealed record DropletSource(IReadOnlyList<SshKey> SshKeys, JsonValue Image, Image? Facts, Vpc? Vpc, Obstacle? Obstacle)
{
    /// <summary>The keys, for a comparison with those of this machine. Null if a public key is not known.</summary>
    public CloudLoginKeys? LoginKeys
    {
        get
        {
            if (SshKeys.Count == 0 || SshKeys.Any(key => string.IsNullOrWhiteSpace(key.PublicKey))) return null;
            var names = string.Join(" and ", SshKeys.Select(key => $"'{SafeText.Line(key.Name)}'"));
            return new CloudLoginKeys($"the SSH {(SshKeys.Count == 1 ? "key" : "keys")} {names} of the DigitalOcean account", [.. SshKeys.Select(key => key.PublicKey!)]);
        }
    }
}

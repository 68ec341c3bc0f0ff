namespace Stagecraft.Providers.DigitalOcean.Api;

internal sealed record DropletNetworks(IReadOnlyList<DropletAddress>? V4, IReadOnlyList<DropletAddress>? V6);

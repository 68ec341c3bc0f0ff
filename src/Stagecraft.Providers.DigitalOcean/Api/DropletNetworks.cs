namespace Stagecraft.Providers.DigitalOcean.Api;

internal sealed record DropletNetworks(IReadOnlyList<DropletAddress>? V4, IReadOnlyList<DropletAddress>? V6)
{
    /// <summary>The addresses of one type, IPv4 first.</summary>
    public IEnumerable<string> Of(string type) => Of(V4, type).Concat(Of(V6, type));

    /// <summary>Whether there are several public addresses: the droplet's own and a reserved one. The list does not distinguish them.</summary>
    public bool HasSeveralPublic => Of(V4, DropletAddress.Public).Skip(1).Any();

    private static IEnumerable<string> Of(IReadOnlyList<DropletAddress>? addresses, string type) =>
        (addresses ?? []).Where(address => address.Type == type && !string.IsNullOrWhiteSpace(address.IpAddress)).Select(address => address.IpAddress!);
}

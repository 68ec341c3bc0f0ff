using Stagecraft.Bootstrap;

namespace Stagecraft.Providers.DigitalOcean;

/// <summary>The provider's section of <c>stagecraft.yml</c>, read and checked.</summary>
public sealed record DigitalOceanOptions
{
    public static readonly Uri PublicApi = new("https://api.digitalocean.com/");

    public required Secret Token { get; init; }

    /// <summary>The environment variable that holds the token, for messages.</summary>
    public required string TokenVariable { get; init; }

    /// <summary>The name of the account's SSH key that new droplets accept.</summary>
    public required string SshKeyName { get; init; }

    /// <summary>Ends with a slash.</summary>
    public Uri ApiUrl { get; init; } = PublicApi;

    /// <summary>The configured droplets of each environment, sorted by name.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<DropletSpec>> Environments { get; init; }
}

namespace Stagecraft.Providers.DigitalOcean.Api;

/// <summary>What a token must be allowed, by DigitalOcean's names: https://docs.digitalocean.com/reference/api/scopes/</summary>
internal static class TokenScopes
{
    /// <summary>For messages.</summary>
    public const string Needed = "droplet:read, droplet:create, ssh_key:read, tag:read and tag:create";
}

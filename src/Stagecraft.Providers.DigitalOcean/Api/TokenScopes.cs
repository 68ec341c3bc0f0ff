namespace Stagecraft.Providers.DigitalOcean.Api;

/// <summary>The required scopes of a token, with DigitalOcean's names: https://docs.digitalocean.com/reference/api/scopes/</summary>
internal static class TokenScopes
{
    /// <summary>For messages.</summary>
    public const string Needed = "droplet:read, droplet:create, ssh_key:read, tag:read and tag:create";
}

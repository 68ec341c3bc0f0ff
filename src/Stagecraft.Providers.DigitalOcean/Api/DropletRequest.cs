namespace Stagecraft.Providers.DigitalOcean.Api;

/// <summary>The body that creates one droplet.</summary>
internal sealed record DropletRequest(string Name, string Region, string Size, string Image, IReadOnlyList<long> SshKeys, IReadOnlyList<string> Tags);

namespace Stagecraft.Providers.DigitalOcean.Api;

/// <param name="IpAddress">Without a prefix length.</param>
/// <param name="Type"><c>public</c> or <c>private</c>.</param>
internal sealed record DropletAddress(string? IpAddress, string? Type)
{
    public const string Public = "public";
    public const string Private = "private";
}

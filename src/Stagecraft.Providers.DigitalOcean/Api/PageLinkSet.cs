namespace Stagecraft.Providers.DigitalOcean.Api;

/// <param name="Next">The URL of the next page; absent on the last.</param>
internal sealed record PageLinkSet(string? Next);

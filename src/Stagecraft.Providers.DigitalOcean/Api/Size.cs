namespace Stagecraft.Providers.DigitalOcean.Api;

internal sealed record Size(string? Slug, bool? Available, IReadOnlyList<string>? Regions);

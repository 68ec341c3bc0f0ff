namespace Stagecraft.Providers.DigitalOcean.Api;

internal sealed record Region(string? Slug);

namespace Stagecraft.Providers.DigitalOcean.Api;

internal sealed record ReservedIp(string? Ip);

namespace Stagecraft.Providers.DigitalOcean.Api;

internal sealed record SshKey(long Id, string? Name, string? PublicKey);

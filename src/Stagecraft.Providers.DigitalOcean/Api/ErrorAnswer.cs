namespace Stagecraft.Providers.DigitalOcean.Api;

internal sealed record ErrorAnswer(string? Id, string? Message, string? RequestId);

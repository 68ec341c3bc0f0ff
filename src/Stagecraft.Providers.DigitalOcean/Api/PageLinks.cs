namespace Stagecraft.Providers.DigitalOcean.Api;

internal sealed record PageLinks(PageLinkSet? Pages);

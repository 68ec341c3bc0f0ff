namespace Stagecraft.Providers.DigitalOcean.Api;

internal sealed record DropletAnswer(Droplet? Droplet);

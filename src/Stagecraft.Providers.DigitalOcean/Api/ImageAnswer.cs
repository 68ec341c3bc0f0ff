namespace Stagecraft.Providers.DigitalOcean.Api;

internal sealed record ImageAnswer(Image? Image);

namespace Stagecraft.Providers.DigitalOcean.Api;

internal sealed record AccountAnswer(AccountLimits? Account);

namespace Stagecraft.Providers.DigitalOcean.Api;

/// <summary>The used properties of an account.</summary>
internal sealed record AccountLimits(int? DropletLimit, string? Status)
{
    public const string Locked = "locked";
}

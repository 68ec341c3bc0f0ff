namespace Stagecraft.Providers.Tailscale;

internal enum TailscaleInstallMethod
{
    /// <summary>From Tailscale's apt repository, or a mirror of it.</summary>
    Auto,

    /// <summary>Nothing is installed or upgraded: a host without a fitting client fails.</summary>
    Skip,
}

namespace Stagecraft.Providers.Tailscale;

internal enum TailscaleInstallMethod
{
    /// <summary>From Tailscale's apt repository, or a mirror of it.</summary>
    Auto,

    /// <summary>Installs and upgrades nothing. A host without a suitable client fails.</summary>
    Skip,
}

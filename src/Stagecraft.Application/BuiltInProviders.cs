using Stagecraft.Bootstrap;
using Stagecraft.Configuration;
using Stagecraft.Providers.DigitalOcean;
using Stagecraft.Providers.Tailscale;

namespace Stagecraft.Application;

/// <summary>The providers that both front ends know.</summary>
internal static class BuiltInProviders
{
    public static ProviderRegistry All { get; } = new()
    {
        Cloud = new Dictionary<string, Func<SettingsSection, ICloudProvider>>(StringComparer.Ordinal)
        {
            [StaticCloud.ProviderId] = StaticCloud.Create,
            [CommandCloud.ProviderId] = CommandCloud.Create,
            ["digitalocean"] = section => new DigitalOceanProvider(new DigitalOceanSection(section).Read(), TimeProvider.System),
        },
        Network = new Dictionary<string, Func<SettingsSection, INetworkProvider>>(StringComparer.Ordinal)
        {
            ["tailscale"] = section => new TailscaleProvider(new TailscaleSection(section).Read(), isChecked: true),
            ["none"] = section =>
            {
                section.RejectUnknownKeys();
                return new NoNetwork();
            },
        },
    };
}

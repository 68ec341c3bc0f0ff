using Stagecraft.Bootstrap.Cloud;
using Stagecraft.Bootstrap.Network;
using Stagecraft.Bootstrap.Settings;
using Stagecraft.Configuration.Cloud;
using Stagecraft.Providers.DigitalOcean;
using Stagecraft.Providers.Tailscale;

namespace Stagecraft.Configuration;

/// <summary>Providers by the id that <c>stagecraft.yml</c> names them by. A factory reads its own section and reports what is wrong in it.</summary>
public sealed record ProviderRegistry
{
    /// <summary>Every provider of this product: a new one is a line here.</summary>
    public static ProviderRegistry BuiltIn { get; } = new()
    {
        Cloud = new Dictionary<string, Func<SettingsSection, ICloudProvider>>(StringComparer.Ordinal)
        {
            [StaticCloud.ProviderId] = StaticCloud.Create,
            [CommandCloud.ProviderId] = CommandCloud.Create,
            [DigitalOceanProvider.ProviderId] = DigitalOceanProvider.Create,
        },
        Network = new Dictionary<string, Func<SettingsSection, INetworkProvider>>(StringComparer.Ordinal)
        {
            ["tailscale"] = TailscaleProvider.Create,
            ["none"] = CreateNone,
        },
    };

    /// <summary>
    /// Lists of machines as the programs of cloud providers print them. Each looks at a document and gives it as a list of
    /// hosts, or null where it is not in its shape.
    /// </summary>
    internal static IReadOnlyList<Func<SettingsNode, SettingsNode?>> HostLists { get; } = [DropletList.AsHosts];

    public required IReadOnlyDictionary<string, Func<SettingsSection, ICloudProvider>> Cloud { get; init; }

    public required IReadOnlyDictionary<string, Func<SettingsSection, INetworkProvider>> Network { get; init; }

    private static NoNetwork CreateNone(SettingsSection settings)
    {
        settings.RejectUnknownKeys();
        return new NoNetwork();
    }
}

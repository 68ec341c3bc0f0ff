using Stagecraft.Bootstrap.Cloud;
using Stagecraft.Bootstrap.Network;
using Stagecraft.Bootstrap.Settings;
using Stagecraft.Configuration.Cloud;
using Stagecraft.Providers.DigitalOcean;
using Stagecraft.Providers.Tailscale;

namespace Stagecraft.Configuration;

/// <summary>Providers by the id used in <c>stagecraft.yml</c>. A factory reads its own section and reports its errors.</summary>
public sealed record ProviderRegistry
{
    /// <summary>All built-in providers. Register a new provider here.</summary>
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
    /// Readers for the machine lists that cloud providers' command-line tools print. Each converts a document to a list of
    /// hosts, or returns null if the document has another format.
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

using Stagecraft.Bootstrap.Cloud;
using Stagecraft.Bootstrap.Network;
using Stagecraft.Bootstrap.Settings;
using Stagecraft.Configuration.Cloud;

namespace Stagecraft.Configuration.Project;

/// <summary>Every provider there is, by the id that <c>stagecraft.yml</c> names it by. A new provider is a line here.</summary>
internal static class ProviderRegistry
{
    public static IReadOnlyDictionary<string, Func<SettingsSection, ICloudProvider>> Cloud { get; } =
        new Dictionary<string, Func<SettingsSection, ICloudProvider>>(StringComparer.Ordinal)
        {
            [StaticCloud.ProviderId] = StaticCloud.Create,
            [CommandCloud.ProviderId] = CommandCloud.Create,
        };

    public static IReadOnlyDictionary<string, Func<SettingsSection, INetworkProvider>> Network { get; } =
        new Dictionary<string, Func<SettingsSection, INetworkProvider>>(StringComparer.Ordinal)
        {
            ["none"] = CreateNone,
        };

    private static NoNetwork CreateNone(SettingsSection settings)
    {
        settings.RejectUnknownKeys();
        return new NoNetwork();
    }
}

using Stagecraft.Bootstrap;

namespace Stagecraft.Configuration;

/// <summary>Providers by the id used in <c>stagecraft.yml</c>. A factory reads its own section and reports its errors.</summary>
internal sealed record ProviderRegistry
{
    public IReadOnlyDictionary<string, Func<SettingsSection, ICloudProvider>> Cloud { get; init; } =
        new Dictionary<string, Func<SettingsSection, ICloudProvider>>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, Func<SettingsSection, INetworkProvider>> Network { get; init; } =
        new Dictionary<string, Func<SettingsSection, INetworkProvider>>(StringComparer.Ordinal);
}

using Stagecraft.Bootstrap;
using Stagecraft.Bootstrap.Ssh;

namespace Stagecraft.Configuration;

/// <summary>The settings of a valid <c>stagecraft.yml</c>.</summary>
/// <param name="Cloud">Null if the hosts come from another source.</param>
/// <param name="CloudSshTimeout">How long infra-up waits for SSH on the hosts that it created.</param>
/// <param name="Network">The network that hosts join.</param>
/// <param name="Ssh">How to connect to hosts.</param>
/// <param name="Options">How to bootstrap hosts.</param>
internal sealed record ProjectOptions(ICloudProvider? Cloud, TimeSpan CloudSshTimeout, INetworkProvider Network, SshOptions Ssh, BootstrapOptions Options)
{
    /// <summary>What a run would fail with on this machine: <see cref="SettingsContext.Notes"/>.</summary>
    public IReadOnlyList<ConfigurationError> Notes { get; init; } = [];

    /// <summary>Identifies the settings: <see cref="ConfigurationDigest"/>.</summary>
    public required string Digest { get; init; }

    public static readonly TimeSpan DefaultSshTimeout = TimeSpan.FromMinutes(5);
}

using Stagecraft.Bootstrap.Cloud;
using Stagecraft.Bootstrap.Engine;
using Stagecraft.Bootstrap.Network;
using Stagecraft.Bootstrap.Ssh;

namespace Stagecraft.Configuration.Project;

/// <summary>What a valid <c>stagecraft.yml</c> says.</summary>
/// <param name="Cloud">Null where hosts come from elsewhere.</param>
/// <param name="CloudSshTimeout">How long infra-up waits for SSH on the hosts that it made.</param>
/// <param name="Network">What hosts join.</param>
/// <param name="Ssh">How hosts are reached.</param>
/// <param name="Options">How they are bootstrapped.</param>
internal sealed record ProjectSettings(ICloudProvider? Cloud, TimeSpan CloudSshTimeout, INetworkProvider Network, SshOptions Ssh, BootstrapOptions Options);

using Stagecraft.Bootstrap.Cloud;
using Stagecraft.Bootstrap.Engine;
using Stagecraft.Bootstrap.Network;
using Stagecraft.Bootstrap.Ssh;

namespace Stagecraft.Configuration.Project;

/// <summary>What a valid <c>stagecraft.yml</c> says. Without a cloud provider, hosts come from elsewhere.</summary>
internal sealed record ProjectSettings(ICloudProvider? Cloud, INetworkProvider Network, SshOptions Ssh, BootstrapOptions Options);

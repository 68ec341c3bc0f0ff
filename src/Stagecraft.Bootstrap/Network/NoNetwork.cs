using Stagecraft.Bootstrap.Engine;
using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Bootstrap.Platform;
using Stagecraft.Bootstrap.Remote;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Network;

/// <summary>The provider <c>none</c>, for hosts that do not join a mesh network.</summary>
public sealed class NoNetwork : INetworkProvider
{
    public string Id => "none";

    public IReadOnlyList<Secret> Secrets => [];

    public RemoteScript? FirstQuestion(Host host) => null;

    public PackagesAhead? MissingPackages(HostSession session) => null;

    public Task<string> EnsureInstalledAsync(HostSession session, CancellationToken cancellationToken) => Task.FromResult("no network is configured");

    public Task<string> EnsureJoinedAsync(HostSession session, CancellationToken cancellationToken) => Task.FromResult("no network is configured");

    public string? NodeFqdn(Host host) => null;
}

using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Bootstrap.Remote;

namespace Stagecraft.Lab.Tests.Chaos;

/// <summary>The real transport, with every command told to the host's relay.</summary>
internal sealed class WatchedConnector(IHostConnector inner, IReadOnlyDictionary<string, RelayedHost> hosts) : IHostConnector
{
    public async Task<IHostConnection> ConnectAsync(Host host, CancellationToken cancellationToken) =>
        new WatchedConnection(await inner.ConnectAsync(host, cancellationToken), hosts[host.Id]);
}

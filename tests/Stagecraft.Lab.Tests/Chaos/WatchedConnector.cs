using Stagecraft.Bootstrap;

namespace Stagecraft.Lab.Tests.Chaos;

/// <summary>The real transport. It reports every command to the host's relay, if there is one.</summary>
internal sealed class WatchedConnector(IHostConnector inner, IReadOnlyDictionary<string, RelayedHost> hosts) : IHostConnector
{
    public async Task<IHostConnection> ConnectAsync(Host host, CancellationToken cancellationToken) =>
        await inner.ConnectAsync(host, cancellationToken) is var connection && hosts.TryGetValue(host.Id, out var watched)
            ? new WatchedConnection(connection, watched)
            : connection;
}

using Stagecraft.Bootstrap;

namespace Stagecraft.Lab.Tests.Chaos;

/// <summary>The real transport, with every command told to the host's relay, where it has one.</summary>
internal sealed class WatchedConnector(IHostConnector inner, IReadOnlyDictionary<string, RelayedHost> hosts) : IHostConnector
{
    public async Task<IHostConnection> ConnectAsync(Host host, CancellationToken cancellationToken) =>
        await inner.ConnectAsync(host, cancellationToken) is var connection && hosts.TryGetValue(host.Id, out var watched)
            ? new WatchedConnection(connection, watched)
            : connection;
}

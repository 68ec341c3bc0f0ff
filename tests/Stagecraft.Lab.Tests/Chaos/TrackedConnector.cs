using System.Collections.Concurrent;
using Stagecraft.Bootstrap;

namespace Stagecraft.Lab.Tests.Chaos;

/// <summary>The real transport, with weak references to every connection.</summary>
internal sealed class TrackedConnector(IHostConnector inner, ConcurrentBag<WeakReference> connections) : IHostConnector
{
    public async Task<IHostConnection> ConnectAsync(Host host, CancellationToken cancellationToken)
    {
        var connection = await inner.ConnectAsync(host, cancellationToken);
        connections.Add(new WeakReference(connection));
        return connection;
    }
}

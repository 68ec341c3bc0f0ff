using System.Net;
using Stagecraft.Bench.Hosts;

namespace Stagecraft.Bench.Network;

/// <summary>A relay before each server of a fleet. Their addresses are in another network.</summary>
internal sealed class RelayedFleet : IAsyncDisposable
{
    private readonly Lock turn = new();
    private readonly List<DelayRelay> relays = [];
    private readonly List<RelayedConnection> ended = [];

    /// <param name="delay">Each way.</param>
    /// <param name="servers">How many servers there are.</param>
    /// <param name="network">The network of the relays.</param>
    public RelayedFleet(TimeSpan delay, int servers, string network)
    {
        for (var index = 1; index <= servers; index++)
            relays.Add(new DelayRelay(EndPoint(network, index), EndPoint(Fleet.Network, index), delay, Add));
    }

    /// <summary>Forgets the connections of the previous run.</summary>
    public void Clear()
    {
        lock (turn) ended.Clear();
    }

    /// <summary>Waits until this many connections have ended: the client's exit is seen later by the time of a delay.</summary>
    /// <returns>Null if they do not end.</returns>
    public async Task<IReadOnlyList<RelayedConnection>?> EndedAsync(int count, CancellationToken stopping)
    {
        for (var i = 0; i < 100; i++)
        {
            lock (turn)
            {
                if (ended.Count >= count) return [.. ended];
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), stopping);
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var relay in relays) await relay.DisposeAsync();
    }

    private void Add(RelayedConnection connection)
    {
        lock (turn) ended.Add(connection);
    }

    private static IPEndPoint EndPoint(string network, int index) => new(IPAddress.Parse($"{network}.{index}"), Fleet.Port);
}

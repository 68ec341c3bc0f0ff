namespace Stagecraft.Bench.Network;

/// <summary>What a relay saw of one connection, as its client did.</summary>
internal sealed class RelayedConnection
{
    private readonly Lock turn = new();
    private bool isClientsTurn = true;

    /// <summary>When the client connected.</summary>
    public DateTimeOffset Started { get; } = DateTimeOffset.UtcNow;

    /// <summary>How often the client sent for the first time, or again after it had got something: a round trip each, if it waited for that.</summary>
    public int Flights { get; private set; }

    public void ClientSent()
    {
        lock (turn)
        {
            if (isClientsTurn) Flights++;
            isClientsTurn = false;
        }
    }

    public void ServerArrived()
    {
        lock (turn) isClientsTurn = true;
    }
}

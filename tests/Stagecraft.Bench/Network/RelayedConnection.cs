namespace Stagecraft.Bench.Network;

/// <summary>What a relay saw of one connection, from the client's side.</summary>
internal sealed class RelayedConnection
{
    private readonly Lock turn = new();
    private bool isClientsTurn = true;

    /// <summary>When the client connected.</summary>
    public DateTimeOffset Started { get; } = DateTimeOffset.UtcNow;

    /// <summary>How often the client sent data first, or again after it had received something. Each is a round trip if the client waited for it.</summary>
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

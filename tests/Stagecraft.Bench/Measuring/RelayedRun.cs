namespace Stagecraft.Bench.Measuring;

/// <summary>What relays saw of a client.</summary>
/// <param name="Connected">Seconds from the client's start to its first connection.</param>
/// <param name="Flights">The most turns that the client took on a connection.</param>
internal sealed record RelayedRun(double Connected, int Flights);

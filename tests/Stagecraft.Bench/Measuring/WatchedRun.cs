namespace Stagecraft.Bench.Measuring;

/// <summary>What was seen of a client from outside.</summary>
/// <param name="Files">The most files that one of its processes had open.</param>
/// <param name="Ports">The most local ports of connections to the servers, including those that linger after their end.</param>
/// <param name="LastAnswer">Seconds until the last host had answered.</param>
internal sealed record WatchedRun(int Files, int Ports, double LastAnswer);

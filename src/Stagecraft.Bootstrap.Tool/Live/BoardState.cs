namespace Stagecraft.Bootstrap.Tool.Live;

/// <summary>A snapshot of a run.</summary>
/// <param name="Running">In host order.</param>
/// <param name="Hosts">The number of all hosts.</param>
/// <param name="Ended">The number of hosts that have finished, with any result.</param>
/// <param name="Failed">The number of those hosts that failed.</param>
/// <param name="Elapsed">Since the run began.</param>
internal sealed record BoardState(IReadOnlyList<RunningHost> Running, int Hosts, int Ended, int Failed, TimeSpan Elapsed);

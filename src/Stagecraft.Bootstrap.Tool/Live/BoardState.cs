namespace Stagecraft.Bootstrap.Tool.Live;

/// <summary>A run at one moment.</summary>
/// <param name="Running">In host order.</param>
/// <param name="Hosts">All there are.</param>
/// <param name="Ended">How many are through their sequence, whatever became of them.</param>
/// <param name="Failed">How many of those failed.</param>
/// <param name="Elapsed">Since the run began.</param>
internal sealed record BoardState(IReadOnlyList<RunningHost> Running, int Hosts, int Ended, int Failed, TimeSpan Elapsed);

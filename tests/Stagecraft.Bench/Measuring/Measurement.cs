namespace Stagecraft.Bench.Measuring;

/// <summary>One run of a client.</summary>
/// <param name="Wall">Seconds from start to exit.</param>
/// <param name="ClientCpu">Seconds of user and system time of the client with its child processes.</param>
/// <param name="HostsCpu">Seconds of processor time of the whole machine without the client.</param>
/// <param name="Memory">MiB of the largest process of the client.</param>
internal sealed record Measurement(double Wall, double ClientCpu, double HostsCpu, double Memory)
{
    /// <summary>Where a relay delayed the client's connections.</summary>
    public RelayedRun? Relayed { get; init; }

    /// <summary>Where the client was watched from outside.</summary>
    public WatchedRun? Watched { get; init; }
}

namespace Stagecraft.Bootstrap.Engine;

/// <summary>How long each kind of remote work may take. Connecting has its own limit, in the connector.</summary>
public sealed record BootstrapTimeouts
{
    /// <summary>A command that only asks.</summary>
    public TimeSpan Query { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>An installation, downloads included.</summary>
    public TimeSpan Install { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Joining the network.</summary>
    public TimeSpan Join { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>What a fresh host is given to finish by itself: cloud-init, and whoever holds apt's locks.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMinutes(5);
}

namespace Stagecraft.Bootstrap.Engine;

/// <summary>Limits for each kind of remote work. The connector has its own limit for connecting.</summary>
public sealed record BootstrapTimeouts
{
    /// <summary>A probe.</summary>
    public TimeSpan Query { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>An installation, downloads included.</summary>
    public TimeSpan Install { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Joining the network.</summary>
    public TimeSpan Join { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The wait for cloud-init on a new host, and for programs that hold apt's locks.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMinutes(5);
}

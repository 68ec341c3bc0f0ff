using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Configuration.Hosts;

namespace Stagecraft.Configuration;

/// <summary>What a front end was asked to do.</summary>
public sealed record BootstrapRequest
{
    /// <summary>The largest number of hosts in flight.</summary>
    public const int MaxParallel = 1024;

    public required BootstrapPurpose Purpose { get; init; }

    /// <summary>Null for <c>stagecraft.yml</c> in the current directory.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>For the cloud provider, for example <c>production</c>.</summary>
    public string? Environment { get; init; }

    /// <summary>A hosts document instead of the cloud provider; <c>-</c> for the input.</summary>
    public string? HostsFile { get; init; }

    /// <summary>Hosts that the front end knows itself, instead of the cloud provider.</summary>
    public IReadOnlyList<Host>? Hosts { get; init; }

    /// <summary>Ids, names or roles, with wildcards; each may be several, with commas between. None for all hosts.</summary>
    public IReadOnlyList<string> Limit { get; init; } = [];

    /// <summary>Only the hosts of this shard, after the limit; null for all. A run with a shard creates no hosts.</summary>
    public HostShard? Shard { get; init; }

    /// <summary>Overrides <c>maxParallelHosts</c>; 1 to <see cref="MaxParallel"/>.</summary>
    public int? MaxParallelHosts { get; init; }
}

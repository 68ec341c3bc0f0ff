using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Configuration.Hosts;

namespace Stagecraft.Configuration;

/// <summary>The request that a front end passes to a session.</summary>
public sealed record BootstrapRequest
{
    /// <summary>The maximum number of hosts processed at the same time.</summary>
    public const int MaxParallel = 1024;

    public required BootstrapPurpose Purpose { get; init; }

    /// <summary>Null means <c>stagecraft.yml</c> in the current directory.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>For the cloud provider, for example <c>production</c>.</summary>
    public string? Environment { get; init; }

    /// <summary>A hosts document to read instead of asking the cloud provider; <c>-</c> means standard input.</summary>
    public string? HostsFile { get; init; }

    /// <summary>Hosts that the front end supplies instead of the cloud provider.</summary>
    public IReadOnlyList<Host>? Hosts { get; init; }

    /// <summary>Host ids, names or roles, with wildcards. An entry may contain several, separated by commas. Empty means all hosts.</summary>
    public IReadOnlyList<string> Limit { get; init; } = [];

    /// <summary>The shard to process, selected after the limit; null means all hosts. A run with a shard creates no hosts.</summary>
    public HostShard? Shard { get; init; }

    /// <summary>Overrides <c>maxParallelHosts</c>; 1 to <see cref="MaxParallel"/>.</summary>
    public int? MaxParallelHosts { get; init; }
}

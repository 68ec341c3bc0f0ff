using Stagecraft.Bootstrap;

namespace Stagecraft.Application;

/// <summary>The request that a front end passes to a session.</summary>
internal sealed record BootstrapRequest
{
    public required BootstrapPurpose Purpose { get; init; }

    /// <summary>Null means <c>stagecraft.yml</c> in the current directory.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>For the cloud provider, for example <c>production</c>.</summary>
    public string? Environment { get; init; }

    /// <summary>A hosts document to read instead of using the cloud provider; <c>-</c> means standard input.</summary>
    public string? HostsFile { get; init; }

    /// <summary>Hosts that the front end supplies instead of the cloud provider.</summary>
    public IReadOnlyList<Host>? Hosts { get; init; }

    /// <summary>Warnings about the settings of <see cref="Hosts"/>, which the report contains.</summary>
    public IReadOnlyList<string> HostWarnings { get; init; } = [];

    /// <summary>Asks a person for the password for sudo, which replaces the one that the configuration names for all hosts. Null to use the configuration's.</summary>
    public Func<Secret>? AskSudoPassword { get; init; }

    /// <summary>Patterns (<see cref="HostFilter"/>) of the hosts to select. An entry may contain several, separated by commas. Empty means all hosts.</summary>
    public IReadOnlyList<string> Limit { get; init; } = [];

    /// <summary>Patterns of the hosts to leave out, applied after <see cref="Limit"/>. Empty means none.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>The size of a batch of hosts (<see cref="BootstrapOptions.Serial"/>). Null means one batch.</summary>
    public HostCount? Serial { get; init; }

    /// <summary>The number of hosts that may fail before the next batch is not started (<see cref="BootstrapOptions.MaxFail"/>). Requires <see cref="Serial"/>.</summary>
    public HostCount? MaxFail { get; init; }

    /// <summary>The front end's names, for messages.</summary>
    public RequestNames Names { get; init; } = new();

    /// <summary>The shard to process, selected after the limit; null means all hosts. A run with a shard creates no hosts.</summary>
    public HostShard? Shard { get; init; }

    /// <summary>Overrides <c>maxParallelHosts</c>; 1 to <see cref="BootstrapOptions.MaxParallel"/>.</summary>
    public int? MaxParallelHosts { get; init; }

    /// <summary>True if hosts leave their network.</summary>
    public bool IsLeave => Purpose is BootstrapPurpose.Leave or BootstrapPurpose.CheckLeave;
}

/// <summary>The names of a request's values in a front end.</summary>
internal sealed record RequestNames
{
    public string Limit { get; init; } = "--limit";

    public string Exclude { get; init; } = "--exclude";

    public string Serial { get; init; } = "--serial";

    public string MaxFail { get; init; } = "--max-fail";
}

/// <summary>The purpose of a session. It determines which secrets are read.</summary>
internal enum BootstrapPurpose
{
    /// <summary>The cloud provider creates missing hosts; then all hosts are bootstrapped.</summary>
    Run,

    /// <summary>Reports what a run would change. Changes nothing in the cloud or on a host.</summary>
    Check,

    /// <summary>Takes the selected hosts out of their network. Creates no hosts. A limit is required.</summary>
    Leave,

    /// <summary>Reports what <see cref="Leave"/> would change. Changes nothing.</summary>
    CheckLeave,

    /// <summary>Lists the hosts. Changes nothing.</summary>
    ListHosts,

    /// <summary>Lists the hosts; the cloud provider creates missing ones.</summary>
    InfraUp,

    /// <summary>Reads only the configuration.</summary>
    Validate,
}

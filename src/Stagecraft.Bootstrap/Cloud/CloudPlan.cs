using Stagecraft.Bootstrap.Hosts;

namespace Stagecraft.Bootstrap.Cloud;

/// <summary>A plan: the hosts that exist and the hosts that applying it would create.</summary>
/// <param name="Existing">Hosts that already exist.</param>
/// <param name="ToCreate">Names of hosts that applying would create.</param>
public sealed record CloudPlan(IReadOnlyList<Host> Existing, IReadOnlyList<string> ToCreate)
{
    /// <summary>Names of existing hosts that may still be booting, because an interrupted infra-up has just created them.</summary>
    public IReadOnlyList<string> Starting { get; init; } = [];

    /// <summary>The roles of hosts that applying would create, by host name. Hosts without a role are omitted.</summary>
    public IReadOnlyDictionary<string, string> Roles { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The hosts of <see cref="ToCreate"/> that cannot be created, and why.</summary>
    public IReadOnlyDictionary<string, HostProblem> Impossible { get; init; } = new Dictionary<string, HostProblem>(StringComparer.Ordinal);

    /// <summary>The key that can log in to created hosts. Null if the provider does not know it.</summary>
    public CloudLoginKey? LoginKey { get; init; }

    /// <summary>The environment of the plan. Null if the provider knows only one environment.</summary>
    public string? Environment { get; init; }
}

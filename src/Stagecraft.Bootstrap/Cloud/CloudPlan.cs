using Stagecraft.Bootstrap.Hosts;

namespace Stagecraft.Bootstrap.Cloud;

/// <summary>What applying would do.</summary>
/// <param name="Existing">Hosts that are there already.</param>
/// <param name="ToCreate">Names of hosts that applying would create.</param>
public sealed record CloudPlan(IReadOnlyList<Host> Existing, IReadOnlyList<string> ToCreate)
{
    /// <summary>Names of existing hosts that are so new that they may still be booting: an infra-up that was interrupted had made them.</summary>
    public IReadOnlyList<string> Starting { get; init; } = [];

    /// <summary>The roles of hosts that applying would create, by name, where they have one.</summary>
    public IReadOnlyDictionary<string, string> Roles { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Of <see cref="ToCreate"/>, what is known not to be possible, and why.</summary>
    public IReadOnlyDictionary<string, HostProblem> Impossible { get; init; } = new Dictionary<string, HostProblem>(StringComparer.Ordinal);

    /// <summary>The key that created hosts let in; null where the provider does not know.</summary>
    public CloudLoginKey? LoginKey { get; init; }

    /// <summary>What was planned for; null where the provider knows only one environment.</summary>
    public string? Environment { get; init; }
}

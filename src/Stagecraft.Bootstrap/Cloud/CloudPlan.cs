using Stagecraft.Bootstrap.Hosts;

namespace Stagecraft.Bootstrap.Cloud;

/// <summary>What applying would do.</summary>
/// <param name="Existing">Hosts that are there already.</param>
/// <param name="ToCreate">Names of hosts that applying would create.</param>
public sealed record CloudPlan(IReadOnlyList<Host> Existing, IReadOnlyList<string> ToCreate)
{
    /// <summary>Names of existing hosts that are so new that they may still be booting: an infra-up that was interrupted had made them.</summary>
    public IReadOnlyList<string> Starting { get; init; } = [];

    /// <summary>What was planned for; null where the provider knows only one environment.</summary>
    public string? Environment { get; init; }
}

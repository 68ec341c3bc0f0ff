using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Bootstrap.Settings;

namespace Stagecraft.Bootstrap.Cloud;

/// <summary>Where hosts come from. Infra-up is the provider's; bootstrap only takes the list.</summary>
public interface ICloudProvider
{
    /// <summary>As <c>stagecraft.yml</c> names it.</summary>
    string Id { get; }

    /// <summary>What <see cref="ApplyAsync"/> would do. Changes nothing.</summary>
    /// <param name="environment">For example <c>production</c>; null where the configuration knows only one.</param>
    /// <param name="cancellationToken">Ends the work; nothing is left half-said.</param>
    /// <exception cref="CloudException">The provider could not say.</exception>
    /// <exception cref="ConfigurationException">The configuration does not hold.</exception>
    Task<CloudPlan> PlanAsync(string? environment, CancellationToken cancellationToken);

    /// <summary>Makes the plan true and returns every host of it. Idempotent; never deletes.</summary>
    /// <exception cref="CloudException">The provider could not do it.</exception>
    Task<IReadOnlyList<Host>> ApplyAsync(CloudPlan plan, CancellationToken cancellationToken);
}

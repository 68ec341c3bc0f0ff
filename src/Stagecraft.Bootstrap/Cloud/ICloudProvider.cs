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
    /// <param name="progress">Gets a line for each thing that is waited for; holds no secret.</param>
    /// <param name="cancellationToken">Ends the work; nothing is left half-said.</param>
    /// <exception cref="CloudException">The provider could not say.</exception>
    /// <exception cref="ConfigurationException">The configuration does not hold.</exception>
    Task<CloudPlan> PlanAsync(string? environment, IProgress<string> progress, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the plan true and returns every host of it. Idempotent; never deletes. A host that could not be made, or not
    /// as it is wanted, is one of them, with <see cref="Host.Problem"/>; where it does not exist its id is its name.
    /// </summary>
    /// <param name="plan">What <see cref="PlanAsync"/> said, or a part of it: hosts that are not in it are left alone.</param>
    /// <param name="progress">Gets a line for each thing that is done or waited for; holds no secret.</param>
    /// <param name="cancellationToken">Ends the work between two changes.</param>
    /// <exception cref="CloudException">The provider could not do it. The message says what exists.</exception>
    /// <exception cref="CloudCancelledException">It was cancelled after it had changed something.</exception>
    Task<IReadOnlyList<Host>> ApplyAsync(CloudPlan plan, IProgress<string> progress, CancellationToken cancellationToken);
}

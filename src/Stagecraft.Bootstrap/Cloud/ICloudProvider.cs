using Stagecraft.Bootstrap.Hosts;
using Stagecraft.Bootstrap.Settings;

namespace Stagecraft.Bootstrap.Cloud;

/// <summary>The source of hosts. The provider does infra-up; bootstrap only uses the list of hosts.</summary>
public interface ICloudProvider
{
    /// <summary>The provider's name in <c>stagecraft.yml</c>.</summary>
    string Id { get; }

    /// <summary>Plans what <see cref="ApplyAsync"/> would do. Changes nothing.</summary>
    /// <param name="environment">For example <c>production</c>. Null if the configuration has only one.</param>
    /// <param name="progress">Receives a line for each wait. Contains no secrets.</param>
    /// <param name="cancellationToken">Cancels planning.</param>
    /// <exception cref="CloudException">The provider could not create the plan.</exception>
    /// <exception cref="ConfigurationException">The configuration is invalid.</exception>
    Task<CloudPlan> PlanAsync(string? environment, IProgress<string> progress, CancellationToken cancellationToken);

    /// <summary>
    /// Applies the plan and returns all of its hosts. Idempotent; never deletes anything. A host that could not be created, or
    /// not as requested, is returned with a <see cref="Host.Problem"/>. If it does not exist, its id is its name.
    /// </summary>
    /// <param name="plan">The result of <see cref="PlanAsync"/>, or a part of it. Hosts that are not in it are not changed.</param>
    /// <param name="progress">Receives a line for each change and each wait. Contains no secrets.</param>
    /// <param name="cancellationToken">Cancels the work between two changes.</param>
    /// <exception cref="CloudException">The provider could not apply the plan. The message says what exists.</exception>
    /// <exception cref="CloudCancelledException">The work was canceled after it had changed something.</exception>
    Task<IReadOnlyList<Host>> ApplyAsync(CloudPlan plan, IProgress<string> progress, CancellationToken cancellationToken);
}

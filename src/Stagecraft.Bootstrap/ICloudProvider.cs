
namespace Stagecraft.Bootstrap;

/// <summary>The source of hosts. The provider does infra-up; bootstrap only uses the list of hosts.</summary>
public interface ICloudProvider
{
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
    /// <exception cref="OperationCanceledException">The work was canceled. If something was changed, the message says what exists.</exception>
    Task<IReadOnlyList<Host>> ApplyAsync(CloudPlan plan, IProgress<string> progress, CancellationToken cancellationToken);
}

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
    internal CloudLoginKey? LoginKey { get; init; }

    /// <summary>The environment of the plan. Null if the provider knows only one environment.</summary>
    public string? Environment { get; init; }
}

/// <summary>An SSH key that a cloud provider gives to the hosts that it creates.</summary>
/// <param name="Name">The name of the key, for messages.</param>
/// <param name="PublicKey">The public key, as a line of <c>authorized_keys</c>.</param>
internal sealed record CloudLoginKey(string Name, string PublicKey);

/// <summary>A cloud provider failed, so no host was bootstrapped. The message says what to do and contains no secrets.</summary>
public sealed class CloudException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>A cloud provider was canceled after it had changed something. The message says exactly what exists and contains no secrets.</summary>
internal sealed class CloudCancelledException(string message, Exception innerException, CancellationToken cancellationToken)
    : OperationCanceledException(message, innerException, cancellationToken);

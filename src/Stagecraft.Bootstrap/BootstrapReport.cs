using System.Security.Cryptography;
using System.Text;

namespace Stagecraft.Bootstrap;

/// <summary>The result of a run: one result per host, in host order. Contains no times or other values that vary from run to run.</summary>
public sealed record BootstrapReport(bool CheckOnly, IReadOnlyList<HostResult> Results, IReadOnlyList<string> Warnings)
{
    public int Succeeded => Count(HostStatus.Success);

    public int Failed => Count(HostStatus.Failed);

    public int Skipped => Count(HostStatus.Skipped);

    public int Changed => Results.Count(result => result.Changed);

    public int WouldChange => Results.Count(result => result.WouldChange);

    private int Count(HostStatus status) => Results.Count(result => result.Status == status);
}

/// <summary>The result of one host. Contains no times, no secrets and no unprintable text.</summary>
public sealed record HostResult
{
    public required string HostId { get; init; }

    public required string Name { get; init; }

    public string? Role { get; init; }

    public string? PublicIp { get; init; }

    public required HostStatus Status { get; init; }

    /// <summary>True if something on the host was changed, or if a change was started.</summary>
    public bool Changed { get; init; }

    /// <summary>Null on success.</summary>
    public ErrorCode? ErrorCode { get; init; }

    /// <summary>The host, what failed and what to do next. Empty on success.</summary>
    public string Message { get; init; } = "";

    /// <summary>What failed, with the relevant line of the remote output. Empty on success. Part of <see cref="Message"/>.</summary>
    public string Cause { get; init; } = "";

    /// <summary>What to do next. Empty on success. Part of <see cref="Message"/>.</summary>
    public string Remedy { get; init; } = "";

    public IReadOnlyList<StepResult> Steps { get; init; } = [];

    public HostFacts Facts { get; init; } = new();

    /// <summary>The machine and the node that the host turned out to be, as far as they are known.</summary>
    public HostIdentity Identity { get; init; } = new();

    /// <summary>Problems that do not prevent the host from being ready. One printable line each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>True if check mode found something that a run would change.</summary>
    public bool WouldChange => Steps.Any(step => step.Outcome == StepOutcome.WouldChange);
}

public enum HostStatus
{
    Success,
    Failed,

    /// <summary>Not started, or canceled.</summary>
    Skipped,
}

/// <summary>One step of one host's sequence. <paramref name="Detail"/> is one printable line.</summary>
public sealed record StepResult(string Name, StepOutcome Outcome, string Detail)
{
    /// <summary>
    /// The changes that were made or started for a step that failed, was canceled or was not reached. One printable line; a
    /// change that is not known to have ended is marked. Empty if there are none, and if the step succeeded: its changes are
    /// in <see cref="Detail"/>.
    /// </summary>
    public string Begun { get; init; } = "";
}

public enum StepOutcome
{
    Ok,
    Changed,

    /// <summary>Check mode only: a run would change something in this step.</summary>
    WouldChange,
    Failed,

    /// <summary>Disabled in the configuration, or not reached.</summary>
    Skipped,
}

/// <summary>Verified facts about a host. A property is null if the run did not get far enough to verify it.</summary>
public sealed record HostFacts
{
    public string? DockerVersion { get; init; }

    public string? ComposeVersion { get; init; }

    /// <summary>The host's fully qualified name in the mesh network.</summary>
    public string? Fqdn { get; init; }
}

/// <summary>The machine and the network node that a host turned out to be. Two hosts of a run that share either of them are the same host.</summary>
public sealed record HostIdentity
{
    // Like /etc/machine-id: 128 bits in hexadecimal digits.
    private const int MachineDigits = 32;

    /// <summary>A digest of the values that identify a machine. Null if the host did not report them.</summary>
    public string? Machine { get; init; }

    /// <summary>The node's id in the network. Null until it is known.</summary>
    public string? Node { get; init; }

    /// <summary>Computes the digest that identifies a running system. Null if a part is missing.</summary>
    /// <param name="machineId">The content of <c>/etc/machine-id</c>. Machines created from the same template may share it.</param>
    /// <param name="bootId">The kernel's random id of this boot. Containers on one kernel share it.</param>
    /// <param name="initStart">The start time of process 1, in clock ticks since that boot.</param>
    /// <remarks>A digest, because a machine id is confidential: https://man7.org/linux/man-pages/man5/machine-id.5.html</remarks>
    public static string? DigestOfMachine(string machineId, string bootId, string initStart) =>
        machineId.Length == 0 || bootId.Length == 0 || initStart.Length == 0
            ? null
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"stagecraft {machineId} {bootId} {initStart}")))[..MachineDigits];
}

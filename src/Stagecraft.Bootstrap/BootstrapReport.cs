using System.Security.Cryptography;
using System.Text;
using Stagecraft.Bootstrap.Reports;

namespace Stagecraft.Bootstrap;

/// <summary>The result of a run: one result per host, in host order. Contains no times or other values that vary from run to run.</summary>
/// <param name="CheckOnly">Whether the run was in check mode.</param>
/// <param name="Results">One result per host, sorted by id.</param>
/// <param name="Warnings">Warnings about the run itself. One printable line each.</param>
public sealed record BootstrapReport(bool CheckOnly, IReadOnlyList<HostResult> Results, IReadOnlyList<string> Warnings)
{
    /// <summary>True if the run took hosts out of their network (<see cref="BootstrapEngine.LeaveAsync"/>). No host is then ready. The default is false.</summary>
    public bool IsLeave { get; init; }

    /// <summary>What distinguishes the report from those of other runs. Empty unless the caller sets it.</summary>
    public RunIdentity Run { get; init; } = new();

    /// <summary>The number of hosts that are ready, or not in the network after <see cref="BootstrapEngine.LeaveAsync"/>. In check mode, also those that a run would change.</summary>
    public int Succeeded => Count(HostStatus.Success);

    /// <summary>The number of hosts that failed.</summary>
    public int Failed => Count(HostStatus.Failed);

    /// <summary>The number of hosts that were not started, or were canceled.</summary>
    public int Skipped => Count(HostStatus.Skipped);

    /// <summary>The number of hosts that were changed.</summary>
    public int Changed => Results.Count(result => result.Changed);

    /// <summary>Check mode: the number of hosts that a run would change.</summary>
    public int WouldChange => Results.Count(result => result.WouldChange);

    /// <summary>Writes the report. The same results produce the same text. Lines end in LF.</summary>
    /// <param name="format">The format.</param>
    /// <param name="output">Receives the report. It is not flushed and not closed.</param>
    /// <exception cref="ArgumentOutOfRangeException">The format is not a value of <see cref="ReportFormat"/>.</exception>
    public void Write(ReportFormat format, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        switch (format)
        {
            case ReportFormat.Text: output.Write(TextReport.Write(this)); break;
            case ReportFormat.Json: JsonReport.Write(this, output); break;
            case ReportFormat.Markdown: output.Write(MarkdownReport.Write(this)); break;
            case ReportFormat.Html: output.Write(HtmlReport.Write(this)); break;
            case ReportFormat.JUnit: output.Write(JUnitReport.Write(this)); break;
            default: throw new ArgumentOutOfRangeException(nameof(format), format, "This is not a report format.");
        }
    }

    private int Count(HostStatus status) => Results.Count(result => result.Status == status);
}

/// <summary>What distinguishes the reports of different runs. It does not change from run to run, so that reports stay deterministic.</summary>
public sealed record RunIdentity
{
    /// <summary>The environment that was requested from the cloud provider. Null if none was.</summary>
    public string? Environment { get; init; }

    /// <summary>The version of Stagecraft. Null if it is not known.</summary>
    public string? ToolVersion { get; init; }

    /// <summary>The digest of the configuration (<c>sha256:</c> and 64 hex digits), without secrets. Null if there was no configuration file.</summary>
    public string? Configuration { get; init; }
}

/// <summary>The formats of <see cref="BootstrapReport.Write"/>.</summary>
public enum ReportFormat
{
    /// <summary>A table of the hosts, the changes, the failures and the warnings, for people.</summary>
    Text,

    /// <summary>JSON, for programs. Its schema is <c>schema/report.schema.json</c> in the repository.</summary>
    Json,

    /// <summary>Markdown, for example for the summary of a build.</summary>
    Markdown,

    /// <summary>An HTML page without external resources.</summary>
    Html,

    /// <summary>JUnit XML, which build servers show as test results.</summary>
    JUnit,
}

/// <summary>The result of one host. Contains no times, no secrets and no unprintable text.</summary>
public sealed record HostResult
{
    /// <summary>The host's id (<see cref="Host.Id"/>).</summary>
    public required string HostId { get; init; }

    /// <summary>The host's name (<see cref="Host.Name"/>).</summary>
    public required string Name { get; init; }

    /// <summary>The host's role. Null if it has none.</summary>
    public string? Role { get; init; }

    /// <summary>The host's address. Null if it has none.</summary>
    public string? PublicIp { get; init; }

    /// <summary>Whether the host is ready.</summary>
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

    /// <summary>The steps of the host's sequence, in order.</summary>
    public IReadOnlyList<StepResult> Steps { get; init; } = [];

    /// <summary>What was verified on the host.</summary>
    public HostFacts Facts { get; init; } = new();

    /// <summary>The machine and the node that the host turned out to be, as far as they are known.</summary>
    public HostIdentity Identity { get; init; } = new();

    /// <summary>Problems that do not prevent the host from being ready. One printable line each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>True if the run took the host out of its network. The host is then not ready, whatever its status.</summary>
    internal bool IsLeave => Steps.Any(step => step.Name == StepName.NetworkLeave);

    /// <summary>True if check mode found something that a run would change.</summary>
    public bool WouldChange => Steps.Any(step => step.Outcome == StepOutcome.WouldChange);

    /// <summary>The result of a host that fails although its sequence succeeded, because of what all hosts together show.</summary>
    /// <param name="code">The error code.</param>
    /// <param name="cause">As of <see cref="Cause"/>, printable and without secrets.</param>
    /// <param name="remedy">As of <see cref="Remedy"/>, printable and without secrets.</param>
    internal HostResult FailedLater(ErrorCode code, string cause, string remedy) => this with
    {
        Status = HostStatus.Failed,
        ErrorCode = code,
        Message = $"{HostSummary.Label(this)}: {cause} {remedy}",
        Cause = cause,
        Remedy = remedy,
        Facts = Facts.WithoutNetwork,
    };
}

/// <summary>How a host's sequence ended.</summary>
public enum HostStatus
{
    /// <summary>
    /// The host is ready. In check mode, a run would make it ready. After <see cref="BootstrapEngine.LeaveAsync"/>, the host is
    /// not in the network.
    /// </summary>
    Success,

    /// <summary>A step failed. <see cref="HostResult.ErrorCode"/> says why.</summary>
    Failed,

    /// <summary>Not started, or canceled.</summary>
    Skipped,
}

/// <summary>One step of one host's sequence.</summary>
/// <param name="Name">The step's name, for example <c>docker</c>.</param>
/// <param name="Outcome">How the step ended.</param>
/// <param name="Detail">What the step found or changed, as one printable line.</param>
public sealed record StepResult(string Name, StepOutcome Outcome, string Detail)
{
    /// <summary>
    /// The changes that were made or started for a step that failed, was canceled or was not reached. One printable line; a
    /// change that is not known to have ended is marked. Empty if there are none, and if the step succeeded: its changes are
    /// in <see cref="Detail"/>.
    /// </summary>
    public string Begun { get; init; } = "";
}

/// <summary>How a step ended.</summary>
public enum StepOutcome
{
    /// <summary>Nothing had to be changed.</summary>
    Ok,
    /// <summary>The step changed something.</summary>
    Changed,

    /// <summary>Check mode only: a run would change something in this step.</summary>
    WouldChange,

    /// <summary>The step failed.</summary>
    Failed,

    /// <summary>Disabled in the configuration, or not reached.</summary>
    Skipped,
}

/// <summary>Verified facts about a host. A property is null if the run did not get far enough to verify it.</summary>
public sealed record HostFacts
{
    /// <summary>The version of Docker Engine, for example <c>27.5.1</c>.</summary>
    public string? DockerVersion { get; init; }

    /// <summary>The version of Docker Compose.</summary>
    public string? ComposeVersion { get; init; }

    /// <summary>The host's fully qualified name in the mesh network.</summary>
    public string? Fqdn { get; init; }

    /// <summary>The host's IPv4 address in the mesh network. Null also if the network gives none.</summary>
    public string? NetworkIPv4 { get; init; }

    /// <summary>The host's IPv6 address in the mesh network. Null also if the network gives none.</summary>
    public string? NetworkIPv6 { get; init; }

    /// <summary>These facts without those of the network, for a host that is not known to be in it.</summary>
    internal HostFacts WithoutNetwork => this with { Fqdn = null, NetworkIPv4 = null, NetworkIPv6 = null };
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
    internal static string? DigestOfMachine(string machineId, string bootId, string initStart) =>
        machineId.Length == 0 || bootId.Length == 0 || initStart.Length == 0
            ? null
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"stagecraft {machineId} {bootId} {initStart}")))[..MachineDigits];
}

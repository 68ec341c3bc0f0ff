namespace Stagecraft.Bootstrap;

/// <summary>The errors that can occur on a host. Ids and numbers are never reused.</summary>
public sealed record ErrorCode
{
    private const string HelpPage = "https://github.com/stagecraft-build/stagecraft/blob/main/docs/diagnostics.md";

    /// <summary><c>config_invalid</c>: The configuration of the host is not valid.</summary>
    public static readonly ErrorCode ConfigInvalid = new("config_invalid", 1001);
    /// <summary><c>ssh_unreachable</c>: The host does not accept connections.</summary>
    public static readonly ErrorCode SshUnreachable = new("ssh_unreachable", 1101);
    /// <summary><c>ssh_auth_failed</c>: The host rejected the login.</summary>
    public static readonly ErrorCode SshAuthFailed = new("ssh_auth_failed", 1102);
    /// <summary><c>ssh_host_key_unknown</c>: The host key is not in known_hosts, and the policy is strict.</summary>
    public static readonly ErrorCode SshHostKeyUnknown = new("ssh_host_key_unknown", 1103);
    /// <summary><c>ssh_host_key_mismatch</c>: The host key differs from the known one.</summary>
    public static readonly ErrorCode SshHostKeyMismatch = new("ssh_host_key_mismatch", 1104);
    /// <summary><c>ssh_connection_lost</c>: The connection ended before the work did.</summary>
    public static readonly ErrorCode SshConnectionLost = new("ssh_connection_lost", 1105);
    /// <summary><c>host_unsupported</c>: The host's operating system or shell is not supported.</summary>
    public static readonly ErrorCode HostUnsupported = new("host_unsupported", 1201);
    /// <summary><c>host_no_privilege</c>: The account cannot become root.</summary>
    public static readonly ErrorCode HostNoPrivilege = new("host_no_privilege", 1202);
    /// <summary><c>host_busy</c>: Another program holds apt's locks, or the host is still starting.</summary>
    public static readonly ErrorCode HostBusy = new("host_busy", 1203);
    /// <summary><c>host_duplicate</c>: Two hosts of the run are the same machine or the same node.</summary>
    public static readonly ErrorCode HostDuplicate = new("host_duplicate", 1204);
    /// <summary><c>host_logs_input</c>: sudo on the host logs its input, so no secret is sent.</summary>
    public static readonly ErrorCode HostLogsInput = new("host_logs_input", 1205);
    /// <summary><c>docker_detect_failed</c>: The state of Docker could not be determined.</summary>
    public static readonly ErrorCode DockerDetectFailed = new("docker_detect_failed", 1301);
    /// <summary><c>docker_install_failed</c>: Docker could not be installed.</summary>
    public static readonly ErrorCode DockerInstallFailed = new("docker_install_failed", 1302);
    /// <summary><c>docker_verify_failed</c>: Docker is installed and does not work.</summary>
    public static readonly ErrorCode DockerVerifyFailed = new("docker_verify_failed", 1303);
    /// <summary><c>docker_settings_failed</c>: Docker works, but a configured setting could not be applied.</summary>
    public static readonly ErrorCode DockerSettingsFailed = new("docker_settings_failed", 1304);
    /// <summary><c>docker_restart_needed</c>: A setting needs a restart of Docker, which would stop containers.</summary>
    public static readonly ErrorCode DockerRestartNeeded = new("docker_restart_needed", 1305);
    /// <summary><c>network_install_failed</c>: The network client could not be installed.</summary>
    public static readonly ErrorCode NetworkInstallFailed = new("network_install_failed", 1401);
    /// <summary><c>network_join_failed</c>: The host could not join the network.</summary>
    public static readonly ErrorCode NetworkJoinFailed = new("network_join_failed", 1402);
    /// <summary><c>network_leave_failed</c>: The host could not leave the network.</summary>
    public static readonly ErrorCode NetworkLeaveFailed = new("network_leave_failed", 1403);
    /// <summary><c>cloud_host_failed</c>: The cloud provider reports a problem with the host.</summary>
    public static readonly ErrorCode CloudHostFailed = new("cloud_host_failed", 1501);
    /// <summary><c>timed_out</c>: A limit was exceeded.</summary>
    public static readonly ErrorCode TimedOut = new("timed_out", 1901);
    /// <summary><c>cancelled</c>: The run was canceled.</summary>
    public static readonly ErrorCode Cancelled = new("cancelled", 1902);
    /// <summary><c>run_stopped</c>: The run stopped after an earlier batch, because too many hosts had failed.</summary>
    public static readonly ErrorCode RunStopped = new("run_stopped", 1903);
    /// <summary><c>internal_error</c>: An unexpected exception: a defect in this program.</summary>
    public static readonly ErrorCode InternalError = new("internal_error", 1999);

    private ErrorCode(string id, int number) => (Id, DiagnosticId) = (id, $"SCB{number}");

    /// <summary>All codes, ordered by number.</summary>
    public static IReadOnlyList<ErrorCode> All { get; } =
    [
        ConfigInvalid, SshUnreachable, SshAuthFailed, SshHostKeyUnknown, SshHostKeyMismatch, SshConnectionLost,
        HostUnsupported, HostNoPrivilege, HostBusy, HostDuplicate, HostLogsInput, DockerDetectFailed, DockerInstallFailed, DockerVerifyFailed,
        DockerSettingsFailed, DockerRestartNeeded,
        NetworkInstallFailed, NetworkJoinFailed, NetworkLeaveFailed, CloudHostFailed, TimedOut, Cancelled, RunStopped, InternalError,
    ];

    /// <summary>The id in reports, for example <c>ssh_unreachable</c>.</summary>
    public string Id { get; }

    /// <summary>The MSBuild diagnostic id, for example <c>SCB1101</c>.</summary>
    public string DiagnosticId { get; }

    /// <summary>The address of the page that explains the code and its fixes.</summary>
    public string HelpLink => $"{HelpPage}#{Id}";

    /// <summary>Both names, for people: <c>ssh_unreachable (SCB1101)</c>.</summary>
    internal string Label => $"{Id} ({DiagnosticId})";

    /// <summary>The id.</summary>
    public override string ToString() => Id;
}

/// <summary>Ends the sequence of one host with a failure: a code, what was observed, and how to fix it.</summary>
/// <param name="code">The error code.</param>
/// <param name="observed">What failed, in a sentence that quotes the relevant line of the remote output.</param>
/// <param name="remedy">What to do next, in a sentence that begins with an imperative verb.</param>
/// <param name="innerException">The cause, for the log. Null if there is none.</param>
public sealed class HostFailureException(ErrorCode code, string observed, string remedy, Exception? innerException = null)
    : Exception($"{observed} {remedy}", innerException)
{
    /// <summary>The error code.</summary>
    public ErrorCode Code { get; } = code;

    /// <summary>What failed, in a sentence that quotes the relevant line of the remote output.</summary>
    public string Observed { get; } = observed;

    /// <summary>What to do next, in a sentence that begins with an imperative verb.</summary>
    public string Remedy { get; } = remedy;

    /// <summary>True if the host's key differs from the one in known_hosts. False for a revoked key and for a key that differs from the pinned one.</summary>
    internal bool HostKeyChanged { get; init; }
}

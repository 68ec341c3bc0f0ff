namespace Stagecraft.Bootstrap;

/// <summary>The errors that can occur on a host. Ids and numbers are never reused.</summary>
public sealed record ErrorCode
{
    private const string HelpPage = "https://github.com/stagecraft-build/stagecraft/blob/main/docs/diagnostics.md";

    public static readonly ErrorCode ConfigInvalid = new("config_invalid", 1001);
    public static readonly ErrorCode SshUnreachable = new("ssh_unreachable", 1101);
    public static readonly ErrorCode SshAuthFailed = new("ssh_auth_failed", 1102);
    public static readonly ErrorCode SshHostKeyUnknown = new("ssh_host_key_unknown", 1103);
    public static readonly ErrorCode SshHostKeyMismatch = new("ssh_host_key_mismatch", 1104);
    public static readonly ErrorCode SshConnectionLost = new("ssh_connection_lost", 1105);
    public static readonly ErrorCode HostUnsupported = new("host_unsupported", 1201);
    public static readonly ErrorCode HostNoPrivilege = new("host_no_privilege", 1202);
    public static readonly ErrorCode HostBusy = new("host_busy", 1203);
    public static readonly ErrorCode HostDuplicate = new("host_duplicate", 1204);
    public static readonly ErrorCode HostLogsInput = new("host_logs_input", 1205);
    public static readonly ErrorCode DockerDetectFailed = new("docker_detect_failed", 1301);
    public static readonly ErrorCode DockerInstallFailed = new("docker_install_failed", 1302);
    public static readonly ErrorCode DockerVerifyFailed = new("docker_verify_failed", 1303);
    public static readonly ErrorCode NetworkInstallFailed = new("network_install_failed", 1401);
    public static readonly ErrorCode NetworkJoinFailed = new("network_join_failed", 1402);
    public static readonly ErrorCode CloudHostFailed = new("cloud_host_failed", 1501);
    public static readonly ErrorCode TimedOut = new("timed_out", 1901);
    public static readonly ErrorCode Cancelled = new("cancelled", 1902);
    public static readonly ErrorCode InternalError = new("internal_error", 1999);

    private ErrorCode(string id, int number) => (Id, DiagnosticId) = (id, $"SCB{number}");

    /// <summary>All codes, ordered by number.</summary>
    public static IReadOnlyList<ErrorCode> All { get; } =
    [
        ConfigInvalid, SshUnreachable, SshAuthFailed, SshHostKeyUnknown, SshHostKeyMismatch, SshConnectionLost,
        HostUnsupported, HostNoPrivilege, HostBusy, HostDuplicate, HostLogsInput, DockerDetectFailed, DockerInstallFailed, DockerVerifyFailed,
        NetworkInstallFailed, NetworkJoinFailed, CloudHostFailed, TimedOut, Cancelled, InternalError,
    ];

    /// <summary>The id in reports, for example <c>ssh_unreachable</c>.</summary>
    public string Id { get; }

    /// <summary>The MSBuild diagnostic id, for example <c>SCB1101</c>.</summary>
    public string DiagnosticId { get; }

    public string HelpLink => $"{HelpPage}#{Id}";

    public override string ToString() => Id;
}

/// <summary>Ends the sequence of one host with a failure: a code, what was observed, and how to fix it.</summary>
public sealed class HostFailureException(ErrorCode code, string observed, string remedy, Exception? innerException = null)
    : Exception($"{observed} {remedy}", innerException)
{
    public ErrorCode Code { get; } = code;

    /// <summary>What failed, in a sentence that quotes the relevant line of the remote output.</summary>
    public string Observed { get; } = observed;

    /// <summary>What to do next, in a sentence that begins with an imperative verb.</summary>
    public string Remedy { get; } = remedy;

    /// <summary>True if the host's key differs from the one in known_hosts. False for a revoked key and for a key that differs from the pinned one.</summary>
    public bool HostKeyChanged { get; init; }
}

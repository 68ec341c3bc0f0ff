using Stagecraft.Bootstrap.Reports;

namespace Stagecraft.Bootstrap.Tool.Tests;

/// <summary>One report of each kind, with every status, outcome and kind of text.</summary>
internal static class Reports
{
    /// <summary>A warning that two hosts share.</summary>
    public const string Shared = "tailscaled cannot reach its control server: \"connection refused\". The node stays <as it is>.";

    public const string Own = "The node's key expires soon.";

    /// <summary>The identity of a host, which only formats for programs contain.</summary>
    public static readonly HostIdentity Identity = new() { Machine = "5f1c07d2a9b84e6380d9d2f1c4a7be35", Node = "nKxT7vH2CNTRL" };

    public static BootstrapReport Run { get; } = new(
        CheckOnly: false,
        [
            new HostResult
            {
                HostId = "101",
                Name = "app-1",
                Role = "app",
                PublicIp = "203.0.113.7",
                Status = HostStatus.Success,
                Changed = true,
                Steps = Steps(StepOutcome.Changed, "install docker.io docker-compose-v2", StepOutcome.Changed, "join example.ts.net"),
                Facts = new HostFacts { DockerVersion = "27.5.1", ComposeVersion = "2.33.0", Fqdn = "app-1.example.ts.net", NetworkIPv4 = "100.64.0.3", NetworkIPv6 = "fd7a:115c:a1e0::3" },
                Identity = Identity,
                Warnings = [Shared, Own],
            },
            new HostResult
            {
                HostId = "102",
                Name = "app-2",
                Role = "app",
                PublicIp = "2001:db8::2",
                Status = HostStatus.Success,
                Steps = Steps(StepOutcome.Ok, "docker 27.5.1, compose 2.33.0", StepOutcome.Ok, "app-2.example.ts.net"),
                Facts = new HostFacts { DockerVersion = "27.5.1", ComposeVersion = "2.33.0", Fqdn = "app-2.example.ts.net" },
                Warnings = [Shared],
            },
            new HostResult
            {
                HostId = "103",
                Name = "db",
                Status = HostStatus.Failed,
                Changed = true,
                PublicIp = "db.example.com",
                ErrorCode = ErrorCode.DockerInstallFailed,
                Message = "db (db.example.com): Docker could not be installed: E: Unable to locate package docker.io \"<café>\". Check the host's apt sources.",
                Cause = "Docker could not be installed: E: Unable to locate package docker.io \"<café>\".",
                Remedy = "Check the host's apt sources.",
                Steps = Steps(StepOutcome.Failed, "Docker could not be installed: E: Unable to locate package docker.io \"<café>\".", StepOutcome.Skipped, "not reached"),
            },
            new HostResult
            {
                HostId = "104",
                Name = "web",
                Role = "web",
                PublicIp = "203.0.113.9",
                Status = HostStatus.Skipped,
                ErrorCode = ErrorCode.Cancelled,
                Message = "web (203.0.113.9): Canceled before it was started. Run again to bootstrap it.",
                Cause = "Canceled before it was started.",
                Remedy = "Run again to bootstrap it.",
                Steps = [.. Steps(StepOutcome.Skipped, "not reached", StepOutcome.Skipped, "not reached").Select(step => step with { Outcome = StepOutcome.Skipped, Detail = "not reached" })],
            },
        ],
        ["Host keys are not checked (infra.bootstrap.ssh.hostKeyPolicy: off): anyone on the way can pose as a host."])
    {
        Run = new RunIdentity { Environment = "production", ToolVersion = "1.2.3", Configuration = "sha256:3f2a9c01b7de5d0c6a1b0b7f5a0e5d7c3f2a9c01b7de5d0c6a1b0b7f5a0e5d7c" },
    };

    public static BootstrapReport Check { get; } = new(
        CheckOnly: true,
        [
            new HostResult
            {
                HostId = "app-1",
                Name = "app-1",
                PublicIp = "203.0.113.7",
                Status = HostStatus.Success,
                Steps = Steps(StepOutcome.WouldChange, "install docker.io docker-compose-v2", StepOutcome.WouldChange, "join example.ts.net"),
            },
            new HostResult
            {
                HostId = "app-2",
                Name = "app-2",
                PublicIp = "203.0.113.8",
                Status = HostStatus.Success,
                Steps = Steps(StepOutcome.Ok, "docker 27.5.1, compose 2.33.0", StepOutcome.Ok, "app-2.example.ts.net"),
                Facts = new HostFacts { DockerVersion = "27.5.1", ComposeVersion = "2.33.0", Fqdn = "app-2.example.ts.net" },
            },
        ],
        []);

    public static BootstrapReport Empty { get; } = new(CheckOnly: true, [], ["The host new does not exist yet."]);

    /// <summary>Thirty hosts: ten became ready with the same changes, eleven failed with the same cause, and some differ.</summary>
    public static BootstrapReport Many { get; } = new(CheckOnly: false, [.. Enumerable.Range(1, 30).Select(i => i switch
    {
        <= 10 => Joined($"app-{i:00}"),
        <= 21 => Failed(i, ErrorCode.DockerInstallFailed, "Docker could not be installed: E: Unable to locate package docker.io.", "Check the host's apt sources."),
        <= 23 => Failed(i, ErrorCode.SshUnreachable, $"203.0.113.{i}:22 refused the connection.", "See whether sshd runs."),
        _ => Failed(i, ErrorCode.Cancelled, "Canceled before it was started.", "Run again to bootstrap it.") with { Status = HostStatus.Skipped },
    })], []);

    public static BootstrapReport LongNames { get; } = new(
        CheckOnly: false,
        [Joined("production-eu-central-1-payments-worker-1"), Joined("production-eu-central-1-payments-worker-2")],
        []);

    /// <summary>By the name of the golden file.</summary>
    public static IReadOnlyDictionary<string, BootstrapReport> All { get; } = new Dictionary<string, BootstrapReport>(StringComparer.Ordinal)
    {
        ["run"] = Run,
        ["check"] = Check,
        ["empty"] = Empty,
        ["many"] = Many,
        ["hostile"] = HostileReport.Report,
    };

    /// <summary>By the extension of the report file.</summary>
    public static IReadOnlyDictionary<string, Func<BootstrapReport, string>> Writers { get; } = new Dictionary<string, Func<BootstrapReport, string>>(StringComparer.Ordinal)
    {
        ["json"] = JsonReport.Write,
        ["xml"] = JUnitReport.Write,
        ["md"] = MarkdownReport.Write,
        ["html"] = HtmlReport.Write,
        ["txt"] = report => TextReport.Write(report),
    };

    private static HostResult Joined(string name) => new()
    {
        HostId = $"id-of-{name}",
        Name = name,
        Role = "app",
        PublicIp = "203.0.113.7",
        Status = HostStatus.Success,
        Changed = true,
        Steps = Steps(StepOutcome.Changed, "install docker.io docker-compose-v2", StepOutcome.Changed, $"join example.ts.net as {name}"),
        Facts = new HostFacts { DockerVersion = "27.5.1", ComposeVersion = "2.33.0", Fqdn = $"{name}.example.ts.net" },
    };

    private static HostResult Failed(int i, ErrorCode code, string cause, string remedy) => new()
    {
        HostId = $"app-{i:00}",
        Name = $"app-{i:00}",
        PublicIp = $"203.0.113.{i}",
        Status = HostStatus.Failed,
        ErrorCode = code,
        Message = $"app-{i:00} (203.0.113.{i}): {cause} {remedy}",
        Cause = cause,
        Remedy = remedy,
        Steps = Steps(StepOutcome.Failed, cause, StepOutcome.Skipped, "not reached"),
    };

    private static StepResult[] Steps(StepOutcome docker, string dockerDetail, StepOutcome join, string joinDetail) =>
    [
        new("connect", StepOutcome.Ok, "as root"),
        new("preflight", StepOutcome.Ok, "Ubuntu 22.04"),
        new("docker", docker, dockerDetail),
        new("network-install", join == StepOutcome.Skipped ? StepOutcome.Skipped : StepOutcome.Ok, join == StepOutcome.Skipped ? "not reached" : "tailscale 1.80.0"),
        new("network-join", join, joinDetail),
    ];
}

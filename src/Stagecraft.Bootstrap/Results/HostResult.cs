namespace Stagecraft.Bootstrap.Results;

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

namespace Stagecraft.Bootstrap.Results;

/// <summary>What became of one host. Holds no clock, no secret and no unprintable text.</summary>
public sealed record HostResult
{
    public required string HostId { get; init; }

    public required string Name { get; init; }

    public string? Role { get; init; }

    public string? PublicIp { get; init; }

    public required HostStatus Status { get; init; }

    /// <summary>Something on the host was changed, or a change was begun.</summary>
    public bool Changed { get; init; }

    /// <summary>Null on success.</summary>
    public ErrorCode? ErrorCode { get; init; }

    /// <summary>Where, what failed and what to do next; empty on success.</summary>
    public string Message { get; init; } = "";

    /// <summary>What failed, with the telling line of the remote output; empty on success. A part of <see cref="Message"/>.</summary>
    public string Cause { get; init; } = "";

    /// <summary>What a person should do next; empty on success. A part of <see cref="Message"/>.</summary>
    public string Remedy { get; init; } = "";

    public IReadOnlyList<StepResult> Steps { get; init; } = [];

    public HostFacts Facts { get; init; } = new();

    /// <summary>Which machine and node the host turned out to be, as far as the run got to know.</summary>
    public HostIdentity Identity { get; init; } = new();

    /// <summary>What a person should know about the host although it does not keep it from being ready; one printable line each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Check mode found something that a run would change.</summary>
    public bool WouldChange => Steps.Any(step => step.Outcome == StepOutcome.WouldChange);
}

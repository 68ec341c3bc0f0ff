namespace Stagecraft.Bootstrap.Results;

/// <summary>Ends one host's sequence. What went wrong is data: a code, what was observed, and what to do next.</summary>
public sealed class HostFailureException(ErrorCode code, string observed, string remedy, Exception? innerException = null)
    : Exception($"{observed} {remedy}", innerException)
{
    public ErrorCode Code { get; } = code;

    /// <summary>A sentence: what failed, with the telling line of the remote output.</summary>
    public string Observed { get; } = observed;

    /// <summary>A sentence: what a person should do next.</summary>
    public string Remedy { get; } = remedy;

    /// <summary>The host presents another key than known_hosts has for its address. A revoked key or one that differs from the pinned one is not this.</summary>
    public bool HostKeyChanged { get; init; }
}

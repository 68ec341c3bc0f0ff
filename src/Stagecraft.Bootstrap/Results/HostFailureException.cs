namespace Stagecraft.Bootstrap.Results;

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

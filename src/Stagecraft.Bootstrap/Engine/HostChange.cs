using Stagecraft.Bootstrap.Remote;

namespace Stagecraft.Bootstrap.Engine;

/// <summary>Something to change on a host.</summary>
/// <param name="Description">What is changed, in the imperative: <c>install docker.io</c>.</param>
/// <param name="Reason">What was found that makes it necessary, for whoever decides whether to run: <c>there is no docker</c>.</param>
/// <param name="Script">Answers <c>reason</c> and <c>detail</c> when it fails.</param>
/// <param name="Timeout">When the change counts as failed.</param>
public sealed record HostChange(string Description, string Reason, RemoteScript Script, TimeSpan Timeout)
{
    /// <summary>
    /// What is asked in the same round trip once the change has succeeded; <see cref="HostSession.AskAsync"/> then
    /// answers at once.
    /// </summary>
    public IReadOnlyList<RemoteScript> Questions { get; init; } = [];

    /// <summary>Runs first, in the same round trip; the change is made however it ends, and can see how (<c>ended</c>).</summary>
    internal RemoteScript? Preparation { get; init; }

    /// <summary>What the script may do along with it, for the next step to report: <c>install the client</c>. Null where it does not.</summary>
    internal string? Along { get; init; }
}

namespace Stagecraft.Bootstrap;

/// <summary>A change to make on a host.</summary>
/// <param name="Description">The change, in the imperative, for example <c>install docker.io</c>.</param>
/// <param name="Reason">Why the change is needed, for check mode, for example <c>docker is not installed</c>. Empty if the description says it.</param>
/// <param name="Script">Answers <c>reason</c> and <c>detail</c> when it fails.</param>
/// <param name="Timeout">The limit for the change.</param>
public sealed record HostChange(string Description, string Reason, RemoteScript Script, TimeSpan Timeout)
{
    /// <summary>
    /// Probes that run in the same round trip after the change has succeeded. <see cref="HostSession.ProbeAsync"/> then
    /// returns their answers immediately.
    /// </summary>
    public IReadOnlyList<RemoteScript> Probes { get; init; } = [];

    /// <summary>A script that runs first, in the same round trip. The change runs even if it fails, and can read its exit status (<c>ended</c>).</summary>
    internal RemoteScript? Preparation { get; init; }

    /// <summary>A change of the next step that the script may make too, for example <c>install the client</c>. Null if there is none.</summary>
    internal string? Along { get; init; }
}

namespace Stagecraft.Bootstrap.Results;

/// <summary>One step of one host's sequence. <paramref name="Detail"/> is one printable line.</summary>
public sealed record StepResult(string Name, StepOutcome Outcome, string Detail)
{
    /// <summary>
    /// The changes that were made or started for a step that failed, was canceled or was not reached. One printable line; a
    /// change that is not known to have ended is marked. Empty if there are none, and if the step succeeded: its changes are
    /// in <see cref="Detail"/>.
    /// </summary>
    public string Begun { get; init; } = "";
}

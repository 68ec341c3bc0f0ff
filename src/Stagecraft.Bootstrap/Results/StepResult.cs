namespace Stagecraft.Bootstrap.Results;

/// <summary>One step of one host's sequence. <paramref name="Detail"/> is one printable line.</summary>
public sealed record StepResult(string Name, StepOutcome Outcome, string Detail)
{
    /// <summary>
    /// What was changed, or begun, for a step that failed, was cancelled or was not reached: one printable line, with a note
    /// at what is not known to have ended. Empty where nothing was; for a step that changed something it is the detail.
    /// </summary>
    public string Begun { get; init; } = "";
}

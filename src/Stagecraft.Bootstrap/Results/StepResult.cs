namespace Stagecraft.Bootstrap.Results;

/// <summary>One step of one host's sequence. <paramref name="Detail"/> is one printable line.</summary>
public sealed record StepResult(string Name, StepOutcome Outcome, string Detail);

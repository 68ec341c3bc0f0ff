namespace Stagecraft.Bootstrap.Results;

public enum StepOutcome
{
    Ok,
    Changed,

    /// <summary>Check mode: a run would change something here.</summary>
    WouldChange,
    Failed,

    /// <summary>Switched off by configuration, or not reached.</summary>
    Skipped,
}

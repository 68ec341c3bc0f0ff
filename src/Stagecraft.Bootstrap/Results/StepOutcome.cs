namespace Stagecraft.Bootstrap.Results;

public enum StepOutcome
{
    Ok,
    Changed,

    /// <summary>Check mode only: a run would change something in this step.</summary>
    WouldChange,
    Failed,

    /// <summary>Disabled in the configuration, or not reached.</summary>
    Skipped,
}

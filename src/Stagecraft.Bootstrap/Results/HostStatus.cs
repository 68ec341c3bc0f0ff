namespace Stagecraft.Bootstrap.Results;

public enum HostStatus
{
    Success,
    Failed,

    /// <summary>Not started, or canceled.</summary>
    Skipped,
}

namespace Stagecraft.Bootstrap.Results;

public enum HostStatus
{
    Success,
    Failed,

    /// <summary>Not attempted, or ended by a cancellation.</summary>
    Skipped,
}

namespace Stagecraft.Bootstrap.Reporting;

/// <summary>What became of a host, as people are told.</summary>
public enum HostState
{
    Ready,

    /// <summary>Check mode: a run would change it.</summary>
    WouldChange,
    Failed,

    /// <summary>Not attempted, or ended by a cancellation.</summary>
    Cancelled,
}

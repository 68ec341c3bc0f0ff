namespace Stagecraft.Bootstrap.Reporting;

/// <summary>The state of a host, as reports for people show it.</summary>
public enum HostState
{
    Ready,

    /// <summary>Check mode only: a run would change the host.</summary>
    WouldChange,
    Failed,

    /// <summary>Not started, or canceled.</summary>
    Cancelled,
}

namespace Stagecraft.Lab.Tests.Chaos;

internal enum CutKind
{
    /// <summary>RST, as from a firewall or a machine that has rebooted.</summary>
    Reset,

    /// <summary>FIN, as from a process that has ended.</summary>
    Close,

    /// <summary>No data passes any more, and neither side is notified, as when a network fails.</summary>
    Silence,
}

namespace Stagecraft.Lab.Tests.Chaos;

internal enum CutKind
{
    /// <summary>RST, as from a firewall or a machine that has rebooted.</summary>
    Reset,

    /// <summary>FIN, as from a process that has ended.</summary>
    Close,

    /// <summary>Nothing goes through any more and nobody is told, as on a network that has fallen apart.</summary>
    Silence,
}

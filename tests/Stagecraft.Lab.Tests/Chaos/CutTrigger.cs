namespace Stagecraft.Lab.Tests.Chaos;

internal enum CutTrigger
{
    /// <summary>After so many bytes to the host.</summary>
    ToHost,

    /// <summary>After so many bytes from the host.</summary>
    FromHost,

    /// <summary>At the n-th remote command, or a while after it.</summary>
    Command,
}

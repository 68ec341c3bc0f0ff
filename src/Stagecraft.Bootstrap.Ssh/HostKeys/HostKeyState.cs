namespace Stagecraft.Bootstrap.Ssh.HostKeys;

/// <summary>The result of comparing a host's key with known_hosts.</summary>
internal enum HostKeyState
{
    Trusted,

    /// <summary>The host is not in known_hosts.</summary>
    Unknown,

    /// <summary>Another key of the same type is known.</summary>
    Changed,

    /// <summary>Only keys of other types are known.</summary>
    OtherType,

    Revoked,
}

namespace Stagecraft.Bootstrap.Ssh.HostKeys;

/// <summary>How a host's key stands to what known_hosts says of the host.</summary>
internal enum HostKeyState
{
    Trusted,

    /// <summary>Nothing is known of the host.</summary>
    Unknown,

    /// <summary>Another key of the same type is known.</summary>
    Changed,

    /// <summary>Only keys of other types are known.</summary>
    OtherType,

    Revoked,
}

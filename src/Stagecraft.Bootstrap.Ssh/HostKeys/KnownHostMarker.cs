namespace Stagecraft.Bootstrap.Ssh.HostKeys;

/// <summary>The meaning of the key in a line of known_hosts.</summary>
internal enum KnownHostMarker
{
    /// <summary>The host's own key.</summary>
    None,

    /// <summary><c>@cert-authority</c>: the key signs host certificates.</summary>
    CertAuthority,

    /// <summary><c>@revoked</c>: the key must not be accepted.</summary>
    Revoked,
}

namespace Stagecraft.Bootstrap.Ssh.HostKeys;

/// <summary>What a line of known_hosts says of its key.</summary>
internal enum KnownHostMarker
{
    /// <summary>It is the host's.</summary>
    None,

    /// <summary><c>@cert-authority</c>: it signs the host's certificate.</summary>
    CertAuthority,

    /// <summary><c>@revoked</c>: it must not be accepted.</summary>
    Revoked,
}

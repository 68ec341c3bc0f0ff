namespace Stagecraft.Bootstrap.Ssh;

/// <summary>How to handle a host whose key is not in known_hosts. All policies except <see cref="Off"/> reject a changed or revoked key.</summary>
public enum HostKeyPolicy
{
    /// <summary>The key of an unknown host is recorded, as with OpenSSH's <c>StrictHostKeyChecking=accept-new</c>.</summary>
    AcceptNew,

    /// <summary>An unknown host is rejected.</summary>
    Strict,

    /// <summary>Any key is accepted and known_hosts is not read, so an impostor receives the scripts and their secrets.</summary>
    Off,
}

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>What to do about a host whose key is not in known_hosts. A changed or revoked key is refused by all but <see cref="Off"/>.</summary>
public enum HostKeyPolicy
{
    /// <summary>An unknown host is recorded, as with OpenSSH's <c>StrictHostKeyChecking=accept-new</c>.</summary>
    AcceptNew,

    /// <summary>An unknown host is refused.</summary>
    Strict,

    /// <summary>Any key is accepted and known_hosts is not read: whoever answers gets the scripts and their secrets.</summary>
    Off,
}

using Renci.SshNet.Common;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>What a connection does with the key that a host presents.</summary>
internal interface IHostKeyCheck
{
    /// <summary>The types of the known keys of the host. They are requested first; otherwise the host may present an unknown key.</summary>
    IReadOnlySet<string> KnownTypes { get; }

    /// <summary>The key types that are not requested.</summary>
    IReadOnlySet<string> RefusedTypes { get; }

    /// <summary>Whether to request a certificate, which is useful only if an authority is known or revoked.</summary>
    bool WantsCertificate { get; }

    /// <exception cref="HostFailureException">The connection must not go on.</exception>
    void Verify(HostKeyEventArgs presented);
}

/// <summary>Collects the keys of a host, one per connection, and ends each connection before the login, as <c>ssh-keyscan</c> does.</summary>
internal sealed class HostKeyCollector(SshTarget target) : IHostKeyCheck
{
    private readonly HashSet<string> types = new(StringComparer.Ordinal);
    private readonly List<HostKey> keys = [];

    /// <summary>The keys so far, in the order in which this client prefers their types.</summary>
    public IReadOnlyList<HostKey> Keys => keys;

    public IReadOnlySet<string> KnownTypes { get; } = new HashSet<string>(StringComparer.Ordinal);

    public IReadOnlySet<string> RefusedTypes => types;

    public bool WantsCertificate => false;

    public void Verify(HostKeyEventArgs presented)
    {
        var key = HostKey.TryRead(presented.HostKey) ?? throw new SshConnectionException("The host key is malformed.");
        if (types.Add(key.Type)) keys.Add(key);
        throw new HostFailureException(ErrorCode.SshHostKeyUnknown, $"{target.EndpointFirst} presents {key.Description}.", "Verify it.");
    }
}

/// <summary>The keys of a host, and its name in known_hosts; or why they could not be read.</summary>
internal sealed record HostKeys(string? Name, IReadOnlyList<HostKey> Keys, HostFailureException? Failure);

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>The <c>ssh</c> section of the configuration, and the required values from the environment. Paths are absolute.</summary>
public sealed record SshOptions
{
    /// <summary>The directory that contains <c>.ssh</c> with <c>known_hosts</c> and the usual identity files.</summary>
    public required string HomeDirectory { get; init; }

    /// <summary>The agent's socket, or its named pipe on Windows; null if there is no agent.</summary>
    public string? AgentSocket { get; init; }

    public string User { get; init; } = "root";

    /// <summary>1 to 65535.</summary>
    public int Port { get; init; } = 22;

    /// <summary>Null means the agent's keys, then the usual identity files.</summary>
    public string? PrivateKeyPath { get; init; }

    /// <summary>The user certificate for the key. Null means <c>KEY-cert.pub</c> if it exists, as in OpenSSH.</summary>
    public string? CertificatePath { get; init; }

    public Secret? Passphrase { get; init; }

    /// <summary>Null means <c>~/.ssh/known_hosts</c>.</summary>
    public string? KnownHostsFile { get; init; }

    /// <summary>The machine-wide known_hosts files. They are read if they exist, and never written.</summary>
    public IReadOnlyList<string> MachineKnownHostsFiles { get; init; } = [];

    public HostKeyPolicy HostKeyPolicy { get; init; }

    /// <summary>The jump hosts, in the order of the hops.</summary>
    public IReadOnlyList<JumpHost> ProxyJump { get; init; } = [];

    /// <summary>The limit for each phase: accepting the connection, the greeting, the key exchange and the authentication. All phases together have twice as long.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);
}

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

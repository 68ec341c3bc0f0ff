using Stagecraft.Bootstrap.Ssh.Bastions;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>The <c>ssh</c> section of the configuration, with what it needs of the environment. Paths are absolute.</summary>
public sealed record SshOptions
{
    /// <summary>Where <c>.ssh</c> with its <c>known_hosts</c> and the usual identity files is looked for.</summary>
    public required string HomeDirectory { get; init; }

    /// <summary>The agent's socket, or the named pipe that it has on Windows; null where no agent runs.</summary>
    public string? AgentSocket { get; init; }

    public string User { get; init; } = "root";

    /// <summary>1 to 65535.</summary>
    public int Port { get; init; } = 22;

    /// <summary>Null: the agent's keys, else the usual identity files.</summary>
    public string? PrivateKeyPath { get; init; }

    /// <summary>The user certificate for the key. Null: <c>KEY-cert.pub</c> where that exists, as with OpenSSH.</summary>
    public string? CertificatePath { get; init; }

    public Secret? Passphrase { get; init; }

    /// <summary>Null: <c>~/.ssh/known_hosts</c>.</summary>
    public string? KnownHostsFile { get; init; }

    /// <summary>What the machine knows of hosts, beside the user: read where they exist, never written.</summary>
    public IReadOnlyList<string> MachineKnownHostsFiles { get; init; } = [];

    public HostKeyPolicy HostKeyPolicy { get; init; }

    /// <summary>The hosts to go through, the first one first.</summary>
    public IReadOnlyList<JumpHost> ProxyJump { get; init; } = [];

    /// <summary>How long a host may take to accept the connection, to greet, to exchange keys and to authenticate: each, and twice that in all.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);
}

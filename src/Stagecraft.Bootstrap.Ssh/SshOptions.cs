namespace Stagecraft.Bootstrap.Ssh;

/// <summary>How to connect to hosts. Each property has a default. Paths are absolute.</summary>
/// <remarks>Reads no environment variables: see <see cref="AgentSocket"/> and <see cref="Passphrase"/>.</remarks>
public sealed record SshOptions
{
    /// <summary>The directory that contains <c>.ssh</c> with <c>known_hosts</c> and the usual identity files. The default is the home directory of the current user.</summary>
    public string HomeDirectory { get; init; } = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    /// <summary>The agent's socket (the value of <c>SSH_AUTH_SOCK</c>), or its named pipe on Windows. Null, the default, uses no agent.</summary>
    public string? AgentSocket { get; init; }

    /// <summary>The account to log in with, unless a host has its own (<see cref="Host.SshUser"/>). The default is <c>root</c>.</summary>
    public string User { get; init; } = "root";

    /// <summary>The port, unless a host has its own (<see cref="Host.SshPort"/>): 1 to 65535. The default is 22.</summary>
    public int Port { get; init; } = 22;

    /// <summary>The private key to log in with. Null, the default, means the agent's keys, then the usual identity files.</summary>
    public string? PrivateKeyPath { get; init; }

    /// <summary>The user certificate for the key. Null, the default, means <c>KEY-cert.pub</c> if it exists, as in OpenSSH.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>The passphrase of <see cref="PrivateKeyPath"/>. Null, the default, if the key has none.</summary>
    public Secret? Passphrase { get; init; }

    /// <summary>The known_hosts file. Null, the default, means <c>~/.ssh/known_hosts</c>, and <c>known_hosts2</c> beside it, which is only read.</summary>
    public string? KnownHostsFile { get; init; }

    /// <summary>The machine-wide known_hosts files. They are read if they exist, and never written. The default is none.</summary>
    public IReadOnlyList<string> MachineKnownHostsFiles { get; init; } = [];

    /// <summary>How to handle a host whose key is not in known_hosts. The default is <see cref="HostKeyPolicy.AcceptNew"/>.</summary>
    public HostKeyPolicy HostKeyPolicy { get; init; }

    /// <summary>The jump hosts, in the order of the hops. The default is none.</summary>
    public IReadOnlyList<JumpHost> ProxyJump { get; init; } = [];

    /// <summary>
    /// The limit for each phase: accepting the connection, the greeting, the key exchange and the authentication. All phases
    /// together have twice as long. More than zero, and at most a day. The default is 10 seconds.
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The problems that a section of <c>stagecraft.yml</c> reports at its keys.</summary>
    internal IEnumerable<OptionProblem> Problems()
    {
        if (OptionRules.User(User) is { } user) yield return new(nameof(User), user);
        if (this is { CertificatePath: not null, PrivateKeyPath: null })
            yield return new(nameof(CertificatePath), "requires privateKeyPath. Set it to the key that the certificate is for.");
    }

    /// <exception cref="ConfigurationException">A value is not valid.</exception>
    internal void Require() => OptionRules.Require(nameof(SshOptions), [.. Problems(), .. InCode()]);

    // The section cannot have these: its readers accept no such value.
    private IEnumerable<OptionProblem> InCode()
    {
        if (HomeDirectory.Length == 0) yield return new(nameof(HomeDirectory), "is empty. Set it to the directory that contains .ssh.");
        if (!OptionRules.IsPort(Port)) yield return new(nameof(Port), $"is {Port}; it must be from 1 to 65535.");
        if (OptionRules.Duration(ConnectTimeout) is { } why) yield return new(nameof(ConnectTimeout), why);
        foreach (var jump in ProxyJump.Where(jump => !jump.IsValid))
            yield return new(nameof(ProxyJump), $"contains '{SafeText.Line(jump.ToString())}', which is not valid. Use a user without spaces, a DNS name or IP address, and a port from 1 to 65535.");
    }
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

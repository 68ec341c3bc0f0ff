namespace Stagecraft.Bootstrap;

/// <summary>A machine to bootstrap, as a cloud provider or a hosts document describes it.</summary>
public sealed record Host
{
    /// <summary>The cloud provider's stable id. It is unique in a run and determines the order of hosts.</summary>
    public required string Id { get; init; }

    /// <summary>The display name, and the base of its host name in the network. Defaults to <see cref="Id"/>.</summary>
    public string Name { get => field ?? Id; init; }

    /// <summary>The role, for example <c>app</c>, which a network provider may use for tags. Null if it has none.</summary>
    public string? Role { get; init; }

    /// <summary>The address SSH uses: IPv4, IPv6 or a DNS name. Without one, only this host fails.</summary>
    public string? PublicIp { get; init; }

    /// <summary>An address in the private network. SSH uses it if there is a bastion and no <see cref="PublicIp"/>.</summary>
    public string? PrivateIp { get; init; }

    /// <summary>The name of the host in the network. The engine sets it (<see cref="INetworkProvider.NodeFqdn"/>); a connector may use it. The default is null.</summary>
    public string? NetworkName { get; init; }

    /// <summary>The tags of the host. A network provider uses those that it knows, such as <c>tag:app</c>. The default is none.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Where the host is defined. Null if that is not a file that the author of the build wrote.</summary>
    internal SourceLocation? Location { get; init; }

    /// <summary>Overrides the configured SSH user for this host.</summary>
    public string? SshUser { get; init; }

    /// <summary>Overrides the configured SSH port for this host (1 to 65535).</summary>
    public int? SshPort { get; init; }

    /// <summary>A pinned host key, <c>SHA256:...</c> as <c>ssh-keygen -l</c> prints it.</summary>
    public string? SshHostKey { get; init; }

    /// <summary>Overrides other SSH settings for this host. Null, the default, overrides none.</summary>
    public HostSsh? Ssh { get; init; }

    /// <summary>Overrides the configured password that <c>sudo</c> asks for on this host. It must be one line.</summary>
    public Secret? SudoPassword { get; init; }

    /// <summary>The environment variable with <see cref="SudoPassword"/>, or null. Items have this name instead of the password.</summary>
    internal string? SudoPasswordVariable { get; init; }

    /// <summary>The absolute path of the file with <see cref="SudoPassword"/>, or null.</summary>
    internal string? SudoPasswordFile { get; init; }

    /// <summary><see cref="SshHostKey"/> comes from a hosts document, not from the configuration.</summary>
    internal bool PinIsFromDocument { get; init; }

    /// <summary>Why the host cannot be bootstrapped, according to the cloud provider. Null if no reason is known.</summary>
    public HostProblem? Problem { get; init; }
}

/// <summary>
/// The SSH settings of one host. Each that is not null replaces the configured one. They name files and programs of this machine,
/// so they come from the configuration or from code, never from a hosts document.
/// </summary>
public sealed record HostSsh
{
    /// <summary>The private key to log in with, or a public key that selects one of the agent's keys. An absolute path.</summary>
    public string? PrivateKeyPath { get; init; }

    /// <summary>The user certificate for <see cref="PrivateKeyPath"/>. An absolute path.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>The passphrase of <see cref="PrivateKeyPath"/>.</summary>
    public Secret? Passphrase { get; init; }

    /// <summary>The environment variable that holds the passphrase, for a build that passes the host on without the secret.</summary>
    internal string? PassphraseVariable { get; init; }

    /// <summary>The agent's socket, or its named pipe on Windows; <c>none</c> uses no agent.</summary>
    public string? IdentityAgent { get; init; }

    /// <summary>The known_hosts file. An absolute path.</summary>
    public string? KnownHostsFile { get; init; }

    /// <summary>The jump hosts, in the syntax of OpenSSH: <c>ops@bastion.example.com:2222,10.0.0.7</c>. <c>none</c> uses none.</summary>
    public string? ProxyJump { get; init; }

    /// <summary>A command whose standard input and output carry the connection, with the tokens of OpenSSH: <c>%h</c>, <c>%p</c>, <c>%r</c>, <c>%n</c> and <c>%%</c>. <c>none</c> uses none.</summary>
    public string? ProxyCommand { get; init; }
}

/// <summary>Why a host cannot be bootstrapped, if that is known before the connection. Only this host fails.</summary>
/// <param name="Observed">What is wrong, as a sentence.</param>
/// <param name="Remedy">What to do next, as a sentence.</param>
public sealed record HostProblem(string Observed, string Remedy)
{
    /// <summary>The error code. The default is <see cref="ErrorCode.CloudHostFailed"/>.</summary>
    public ErrorCode Code { get; init; } = ErrorCode.CloudHostFailed;

    /// <summary>Both sentences.</summary>
    public override string ToString() => $"{Observed} {Remedy}";
}

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

    /// <summary>The tags of the host. A network provider uses those that it knows, such as <c>tag:app</c>. The default is none.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Overrides the configured SSH user for this host.</summary>
    public string? SshUser { get; init; }

    /// <summary>Overrides the configured SSH port for this host (1 to 65535).</summary>
    public int? SshPort { get; init; }

    /// <summary>A pinned host key, <c>SHA256:...</c> as <c>ssh-keygen -l</c> prints it.</summary>
    public string? SshHostKey { get; init; }

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

namespace Stagecraft.Bootstrap.Hosts;

/// <summary>A machine to bootstrap, as a cloud provider or a hosts document describes it.</summary>
public sealed record Host
{
    /// <summary>The cloud provider's stable id: unique in a run, and the order of everything.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it, and the base of its network host name. Defaults to <see cref="Id"/>.</summary>
    public string Name { get => field ?? Id; init; }

    public string? Role { get; init; }

    /// <summary>The address SSH uses: IPv4, IPv6 or a DNS name. Without one the host fails alone.</summary>
    public string? PublicIp { get; init; }

    /// <summary>An address that only neighbors and a bastion reach. SSH uses it where there is a bastion and no <see cref="PublicIp"/>.</summary>
    public string? PrivateIp { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Overrides the configured SSH user for this host.</summary>
    public string? SshUser { get; init; }

    /// <summary>Overrides the configured SSH port for this host (1 to 65535).</summary>
    public int? SshPort { get; init; }

    /// <summary>A pinned host key, <c>SHA256:...</c> as <c>ssh-keygen -l</c> prints it.</summary>
    public string? SshHostKey { get; init; }

    /// <summary><see cref="SshHostKey"/> was chosen by the author of a hosts document, and not in the configuration.</summary>
    public bool PinIsFromDocument { get; init; }

    /// <summary>The cloud provider knows that the host cannot be bootstrapped; null where nothing is known against it.</summary>
    public HostProblem? Problem { get; init; }
}

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>The address, port and user of a connection: the options with the overrides of one host, validated.</summary>
internal sealed record SshTarget(string Address, int Port, string User, string? PinnedKey)
{
    private const int DefaultPort = 22;

    /// <summary>Whether this is a bastion.</summary>
    public bool IsBastion { get; private init; }

    /// <summary>The bastion that the target is reached through; null for a direct connection.</summary>
    public SshTarget? Through { get; private init; }

    /// <summary>The author of a hosts document chose the <see cref="PinnedKey"/>.</summary>
    public bool PinIsFromDocument { get; private init; }

    /// <summary>For messages: <c>203.0.113.7:22</c>, <c>10.0.0.7:22 (through bastion.example.com:22)</c>, <c>the bastion [2001:db8::7]:22</c>.</summary>
    public string Endpoint => (IsBastion ? "the bastion " : "") + Socket + (Through is { } bastion ? $" (through {bastion.Socket})" : "");

    /// <summary><see cref="Endpoint"/> at the beginning of a sentence.</summary>
    public string EndpointFirst => IsBastion ? "The" + Endpoint["the".Length..] : Endpoint;

    /// <summary><c>203.0.113.7:22</c>, <c>[2001:db8::7]:22</c></summary>
    public string Socket => Address.Contains(':', StringComparison.Ordinal) ? $"[{Address}]:{Port}" : $"{Address}:{Port}";

    /// <summary>The name of the host in known_hosts.</summary>
    public string KnownHostsName => Port == DefaultPort ? LowerAddress : $"[{LowerAddress}]:{Port}";

    public string LowerAddress { get; } = Address.ToLowerInvariant();

    /// <exception cref="HostFailureException"><c>config_invalid</c></exception>
    public static SshTarget For(Host host, SshOptions options, SshTarget? bastion)
    {
        var address = host.PublicIp?.Trim() ?? "";
        if (address.StartsWith('[') && address.EndsWith(']')) address = address[1..^1];
        if (!HostAddress.IsValid(address))
            throw Invalid($"The host's address '{SafeText.Line(host.PublicIp)}' is neither an IP address nor a DNS name.", "Correct the host's publicIp.");

        var port = host.SshPort ?? options.Port;
        if (port is < 1 or > 65535)
            throw Invalid($"The host's SSH port {port} is not a port number.", "Set it to a number from 1 to 65535.");

        var user = host.SshUser ?? options.User;
        if (string.IsNullOrWhiteSpace(user) || user.Any(char.IsControl))
            throw Invalid($"'{SafeText.Line(user)}' is not a user name.", "Set the host's sshUser, or ssh.user, to the account to log in to.");

        var pin = host.SshHostKey?.Trim().TrimEnd('=');
        if (pin is not null && !Fingerprint.IsHostKey(pin))
            throw Invalid(
                $"The host's pinned key '{SafeText.Line(host.SshHostKey)}' is not a SHA-256 fingerprint.",
                "Set sshHostKey to the fingerprint that 'ssh-keygen -l' prints for the host's key: SHA256: and 43 characters.");

        var target = new SshTarget(address, port, user, pin) { PinIsFromDocument = host.PinIsFromDocument };
        // The bastion may also be one of the hosts. It is not reached through itself.
        return bastion is not null && target.Socket != bastion.Socket ? target with { Through = bastion } : target;
    }

    public static SshTarget For(JumpHost jump, SshOptions options, SshTarget? before) =>
        new(jump.Address, jump.Port, jump.User ?? options.User, PinnedKey: null) { IsBastion = true, Through = before };

    private static HostFailureException Invalid(string observed, string remedy) => new(ErrorCode.ConfigInvalid, observed, remedy);
}

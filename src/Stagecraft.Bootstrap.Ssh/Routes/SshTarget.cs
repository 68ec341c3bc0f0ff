namespace Stagecraft.Bootstrap.Ssh;

/// <summary>The address, port and user of a connection, validated.</summary>
internal sealed record SshTarget(string Address, int Port, string User, string? PinnedKey)
{
    /// <summary>The name as it was written, which OpenSSH's configuration may replace with an address.</summary>
    public string OriginalName { get; init; } = Address;

    /// <summary>Replaces the address and the port in known_hosts, as OpenSSH's <c>HostKeyAlias</c>.</summary>
    public string? HostKeyAlias { get; init; }

    /// <summary>Whether this is a bastion.</summary>
    public bool IsBastion { get; init; }

    /// <summary>The bastion that the target is reached through; null for a direct connection.</summary>
    public SshTarget? Through { get; init; }

    /// <summary>The author of a hosts document chose the <see cref="PinnedKey"/>.</summary>
    public bool PinIsFromDocument { get; init; }

    /// <summary>For messages: <c>203.0.113.7:22</c>, <c>10.0.0.7:22 (through bastion.example.com:22)</c>, <c>the bastion [2001:db8::7]:22</c>.</summary>
    public string Endpoint => (IsBastion ? "the bastion " : "") + Socket + (Through is { } bastion ? $" (through {bastion.Socket})" : "");

    /// <summary><see cref="Endpoint"/> at the beginning of a sentence.</summary>
    public string EndpointFirst => IsBastion ? "The" + Endpoint["the".Length..] : Endpoint;

    /// <summary><c>203.0.113.7:22</c>, <c>[2001:db8::7]:22</c></summary>
    public string Socket => Address.Contains(':', StringComparison.Ordinal) ? $"[{Address}]:{Port}" : $"{Address}:{Port}";

    /// <summary>The name of the host in known_hosts.</summary>
    public string KnownHostsName => Port == SshOptions.DefaultPort || HostKeyAlias is not null ? KnownHostsAddress : $"[{KnownHostsAddress}]:{Port}";

    /// <summary><see cref="KnownHostsName"/> without the port.</summary>
    public string KnownHostsAddress => (HostKeyAlias ?? Address).ToLowerInvariant();

    /// <summary>The address of a host as it was written, without brackets.</summary>
    /// <exception cref="HostFailureException"><c>config_invalid</c></exception>
    public static string NameOf(Host host)
    {
        var address = host.PublicIp?.Trim() ?? "";
        if (address.StartsWith('[') && address.EndsWith(']')) address = address[1..^1];
        return HostAddress.IsValid(address)
            ? address
            : throw Invalid($"The host's address '{SafeText.Line(host.PublicIp)}' is neither an IP address nor a DNS name.", "Correct the host's publicIp.");
    }

    /// <exception cref="HostFailureException"><c>config_invalid</c></exception>
    public static SshTarget For(Host host, SshSettings settings, SshTarget? bastion)
    {
        if (!HostAddress.IsValid(settings.Address))
            throw Invalid($"The address '{SafeText.Line(settings.Address)}' that OpenSSH's configuration has for '{SafeText.Line(host.PublicIp)}' is neither an IP address nor a DNS name.", "Correct the HostName in the SSH configuration.");
        if (settings.Port is < 1 or > 65535)
            throw Invalid($"The host's SSH port {settings.Port} is not a port number.", "Set it to a number from 1 to 65535.");
        if (string.IsNullOrWhiteSpace(settings.User) || settings.User.Any(char.IsControl))
            throw Invalid($"'{SafeText.Line(settings.User)}' is not a user name.", "Set the host's sshUser, or ssh.user, to the account to log in to.");

        var pin = host.SshHostKey?.Trim().TrimEnd('=');
        if (pin is not null && !Fingerprint.IsHostKey(pin))
            throw Invalid(
                $"The host's pinned key '{SafeText.Line(host.SshHostKey)}' is not a SHA-256 fingerprint.",
                "Set sshHostKey to the fingerprint that 'ssh-keygen -l' prints for the host's key: SHA256: and 43 characters.");

        var target = new SshTarget(settings.Address, settings.Port, settings.User, pin)
        {
            OriginalName = NameOf(host),
            HostKeyAlias = settings.HostKeyAlias,
            PinIsFromDocument = host.PinIsFromDocument,
        };
        // The bastion may also be one of the hosts. It is not reached through itself.
        return bastion is not null && target.Socket != bastion.Socket ? target with { Through = bastion } : target;
    }

    public static SshTarget For(JumpHost jump, SshSettings settings, SshTarget? before) =>
        new(settings.Address, settings.Port, settings.User, PinnedKey: null)
        {
            OriginalName = jump.Address,
            HostKeyAlias = settings.HostKeyAlias,
            IsBastion = true,
            Through = before,
        };

    private static HostFailureException Invalid(string observed, string remedy) => new(ErrorCode.ConfigInvalid, observed, remedy);
}

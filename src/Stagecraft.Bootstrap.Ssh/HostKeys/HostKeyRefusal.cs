using Stagecraft.Bootstrap.Results;

namespace Stagecraft.Bootstrap.Ssh.HostKeys;

/// <summary>What a refused host key tells a person: which line of which file says so, and the command that mends it.</summary>
internal static class HostKeyRefusal
{
    public static HostFailureException Of(SshTarget target, HostKey key, HostKeyFinding finding, KnownHostsFile file) => finding switch
    {
        { State: HostKeyState.Changed, Line: { } line } => new(
            ErrorCode.SshHostKeyMismatch,
            $"The host key of {target.Endpoint} has changed: {line.Location} holds {line.Key.Description}, the host presents {key.Description}.",
            IfRebuilt(target, line, file))
        { HostKeyChanged = true },
        { State: HostKeyState.OtherType, Line: { } line } => new(
            ErrorCode.SshHostKeyMismatch,
            $"The host key of {target.Endpoint} is of another type than the known one: {line.Location} holds {line.Key.Description}, the host presents {key.Description}.",
            IfRebuilt(target, line, file))
        { HostKeyChanged = true },
        { State: HostKeyState.Revoked, Line: { } line } => new(
            ErrorCode.SshHostKeyMismatch,
            line.Key.Is(key)
                ? $"{target.EndpointFirst} presents the host key {key.Description}, which {line.Location} revokes."
                : $"{target.EndpointFirst} presents a certificate for the host key {key.Description} by an authority that {line.Location} revokes.",
            "Give the host a new key; a revoked one may be in the wrong hands."),
        _ => new(
            ErrorCode.SshHostKeyUnknown,
            $"The host key of {target.Endpoint} is not known: it presents {key.Description}."
                + (target.PinIsFromDocument && target.PinnedKey is not null ? " Only the hosts document pins it, which hostKeyPolicy 'strict' does not accept." : ""),
            $"Compare that with what ssh-keygen -l prints on the host, then add the line '{target.KnownHostsName} {key}' to {file.Path}"
                + (target.IsBastion || target.PinnedKey is not null ? "." : $", or set the host's sshHostKey to {key.Fingerprint}.")),
    };

    private static string IfRebuilt(SshTarget target, KnownHostLine line, KnownHostsFile file)
    {
        // ssh-keygen passes over a line that may speak of other hosts too.
        var mend = line.Hosts.HasWildcards
            ? $"correct line {line.Number} of {line.Path}, whose pattern takes in this host,"
            : $"remove the old key with {(line.Path == file.Path ? "" : "sudo ")}ssh-keygen -R {Quoted(target.KnownHostsName)} -f {Quoted(line.Path)}";
        return $"If the host was rebuilt, {mend} and run again; otherwise somebody may be intercepting the connection.";
    }

    // For a shell.
    private static string Quoted(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>Describes a rejected host key: the file and the line that reject it, and the command that fixes it.</summary>
internal static class HostKeyRefusal
{
    public static HostFailureException Of(SshTarget target, HostKey key, HostKeyFinding finding, KnownHostsFiles file) => finding switch
    {
        { State: HostKeyState.Changed, Line: { } line } => new(
            ErrorCode.SshHostKeyMismatch,
            $"The host key of {target.Endpoint} has changed: {line.Location} has {line.Key.Description}, but the host presents {key.Description}.",
            IfRebuilt(target, line, file))
        { HostKeyChanged = true },
        { State: HostKeyState.OtherType, Line: { } line } => new(
            ErrorCode.SshHostKeyMismatch,
            $"The host key of {target.Endpoint} has another type than the known key: {line.Location} has {line.Key.Description}, but the host presents {key.Description}.",
            IfRebuilt(target, line, file))
        { HostKeyChanged = true },
        { State: HostKeyState.Revoked, Line: { } line } => new(
            ErrorCode.SshHostKeyMismatch,
            line.Key.Is(key)
                ? $"{target.EndpointFirst} presents the host key {key.Description}, which {line.Location} revokes."
                : $"{target.EndpointFirst} presents a certificate for the host key {key.Description} from an authority that {line.Location} revokes.",
            "Create a new key on the host. A revoked key may be compromised."),
        _ => new(
            ErrorCode.SshHostKeyUnknown,
            $"The host key of {target.Endpoint} is not known: it presents {key.Description}."
                + (target.PinIsFromDocument && target.PinnedKey is not null ? " It is pinned only in the hosts document, which hostKeyPolicy 'strict' does not accept." : ""),
            $"Compare the key with the output of 'ssh-keygen -l' on the host, then add the line '{target.KnownHostsName} {key}' to {file.Path}"
                + (target.IsBastion || target.PinnedKey is not null ? "." : $", or set the host's sshHostKey to {key.Fingerprint}.")),
    };

    private static string IfRebuilt(SshTarget target, KnownHostLine line, KnownHostsFiles file)
    {
        // ssh-keygen -R skips lines that can match other hosts.
        var fix = line.Hosts.HasWildcards
            ? $"correct line {line.Number} of {line.Path}, whose pattern matches this host,"
            : $"remove the old key with {(file.IsMachineWide(line.Path) ? "sudo " : "")}ssh-keygen -R {Quoted(target.KnownHostsName)} -f {Quoted(line.Path)}";
        return $"If the host was rebuilt, {fix} and run again. Otherwise, someone may be intercepting the connection.";
    }

    // Quoted for a shell.
    private static string Quoted(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}

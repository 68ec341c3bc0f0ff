using Renci.SshNet.Common;
using Renci.SshNet.Security;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Ssh.HostKeys;

/// <summary>Decides on the key that one host presents, before any credential goes out.</summary>
internal sealed class HostKeyVerifier
{
    private readonly SshTarget target;
    private readonly HostKeyPolicy policy;
    private readonly KnownHostsFile file;
    // Found on the connection's own thread: hashed names make it some work.
    private readonly Lazy<IReadOnlyList<KnownHostLine>> lines;
    private readonly HashSet<string> refusedTypes = new(StringComparer.Ordinal);
    private HostKey? accepted;

    public HostKeyVerifier(SshTarget target, HostKeyPolicy policy, KnownHostsFile file)
    {
        (this.target, this.policy, this.file) = (target, policy, file);
        lines = new(() => target.PinnedKey is null && policy != HostKeyPolicy.Off ? file.Find(target.KnownHostsName) : []);
    }

    /// <summary>The types of the keys that are known for the host: asked for first, or it may present one that is not.</summary>
    public IReadOnlySet<string> KnownTypes =>
        lines.Value.Where(line => line.Marker == KnownHostMarker.None).Select(line => line.Key.Type).ToHashSet(StringComparer.Ordinal);

    /// <summary>A certificate is worth asking for: somebody is trusted to sign it.</summary>
    public bool TrustsAuthority => lines.Value.Any(line => line.Marker == KnownHostMarker.CertAuthority);

    /// <summary>The types that the host has presented, but not with its pinned key: a fingerprint does not tell its key's type.</summary>
    public IReadOnlySet<string> RefusedTypes => refusedTypes;

    /// <summary>The pinned key may be of a type that the host has not presented yet.</summary>
    public bool MayHaveAnotherKey { get; private set; }

    /// <exception cref="HostFailureException">The key is not the host's, or not known to be.</exception>
    public void Verify(HostKeyEventArgs presented)
    {
        var key = HostKey.TryRead(presented.HostKey) ?? throw new SshConnectionException("The host key is malformed.");
        // A later key exchange on the same connection: it was decided.
        if (accepted?.Is(key) == true) return;

        if (target.PinnedKey is not null) RequirePinned(key);
        else if (policy != HostKeyPolicy.Off) RequireKnown(key, presented.Certificate);
        accepted = key;
    }

    private void RequirePinned(HostKey key)
    {
        if (key.Fingerprint == target.PinnedKey) return;
        MayHaveAnotherKey = refusedTypes.Add(key.Type);
        throw new HostFailureException(
            ErrorCode.SshHostKeyMismatch,
            $"{target.EndpointFirst} presents the host key {Describe(key)}, but {target.PinnedKey} is pinned for it.",
            $"If the host was rebuilt, set its sshHostKey to the fingerprint that ssh-keygen -l prints on the host for its {key.Type} key; otherwise somebody may be intercepting the connection.");
    }

    private void RequireKnown(HostKey key, Certificate? certificate)
    {
        var finding = HostKeyFinding.Of(key, lines.Value);
        if (finding.State != HostKeyState.Revoked && certificate is not null && HostCertificate.IsTrusted(certificate, target.LowerAddress, lines.Value)) return;
        if (finding.State == HostKeyState.Unknown && policy == HostKeyPolicy.AcceptNew) finding = Record(key);
        if (finding.State != HostKeyState.Trusted) throw Refuse(key, finding);
    }

    private HostKeyFinding Record(HostKey key)
    {
        try
        {
            return file.Add(target.KnownHostsName, key);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HostFailureException(
                ErrorCode.ConfigInvalid,
                $"The new host key of {target.Endpoint} cannot be recorded in {file.Path}: {SafeText.Line(exception.Message)}",
                $"Make the file writable, or set ssh.knownHostsFile to one that is{(target.IsBastion ? "" : ", or pin the key with the host's sshHostKey")}.",
                exception);
        }
    }

    private HostFailureException Refuse(HostKey key, HostKeyFinding finding)
    {
        var where = $"{file.Path}:{finding.Line?.Number}";
        var rebuilt = $"If the host was rebuilt, remove the old key with ssh-keygen -R '{target.KnownHostsName}' -f '{file.Path}' and run again; otherwise somebody may be intercepting the connection.";
        return finding.State switch
        {
            HostKeyState.Changed => new(
                ErrorCode.SshHostKeyMismatch,
                $"The host key of {target.Endpoint} has changed: {where} holds {Describe(finding.Line!.Key)}, the host presents {Describe(key)}.",
                rebuilt),
            HostKeyState.OtherType => new(
                ErrorCode.SshHostKeyMismatch,
                $"The host key of {target.Endpoint} is of another type than the known one: {where} holds {Describe(finding.Line!.Key)}, the host presents {Describe(key)}.",
                rebuilt),
            HostKeyState.Revoked => new(
                ErrorCode.SshHostKeyMismatch,
                $"{target.EndpointFirst} presents the host key {Describe(key)}, which {where} revokes.",
                "Give the host a new key; a revoked one may be in the wrong hands."),
            _ => new(
                ErrorCode.SshHostKeyUnknown,
                $"The host key of {target.Endpoint} is not known: it presents {Describe(key)}.",
                $"Compare that with what ssh-keygen -l prints on the host, then add the line '{target.KnownHostsName} {key}' to {file.Path}{(target.IsBastion ? "" : $", or set the host's sshHostKey to {key.Fingerprint}")}."),
        };
    }

    private static string Describe(HostKey key) => $"{key.Type} {key.Fingerprint}";
}

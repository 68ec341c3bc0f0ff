using Renci.SshNet.Common;
using Renci.SshNet.Security;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>Verifies the key that a host presents, before any credential is sent.</summary>
internal sealed class HostKeyVerifier : IHostKeyCheck
{
    private readonly SshTarget target;
    private readonly HostKeyPolicy policy;
    private readonly KnownHostsFiles file;

    // 'strict' does not accept pins from a hosts document, because its author chose both the hosts and the pins.
    private readonly bool pinDecides;

    // Evaluated on the connection's thread, because hashed names take some work.
    private readonly Lazy<IReadOnlyList<KnownHostLine>> lines;
    private readonly Lazy<IReadOnlyList<KnownHostLine>> linesWithoutPort;
    private readonly HashSet<string> refusedTypes = new(StringComparer.Ordinal);
    private bool forgoesCertificates;
    private HostKey? accepted;

    public HostKeyVerifier(SshTarget target, HostKeyPolicy policy, KnownHostsFiles file)
    {
        (this.target, this.policy, this.file) = (target, policy, file);
        pinDecides = target.PinnedKey is not null && !(target.PinIsFromDocument && policy == HostKeyPolicy.Strict);
        // A pinned key may also be revoked.
        var reads = target.PinnedKey is not null || policy != HostKeyPolicy.Off;
        lines = new(() => reads ? file.Find(target.KnownHostsName) : []);
        // OpenSSH also applies entries for the default port to other ports, and an authority's pattern rarely contains a port.
        linesWithoutPort = new(() => reads && target.KnownHostsName != target.KnownHostsAddress ? file.Find(target.KnownHostsAddress) : []);
    }

    /// <summary>The types of the known keys of the host. They are requested first; otherwise the host may present an unknown key.</summary>
    public IReadOnlySet<string> KnownTypes =>
        (pinDecides ? [] : lines.Value).Where(line => line.Marker == KnownHostMarker.None).Select(line => line.Key.Type).ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether to request a certificate, which is useful only if an authority is known or revoked.</summary>
    public bool WantsCertificate =>
        !forgoesCertificates && !pinDecides && lines.Value.Concat(linesWithoutPort.Value).Any(line => line.Marker != KnownHostMarker.None);

    /// <summary>The key types that the host has presented without matching the pin. A fingerprint does not contain the key type.</summary>
    public IReadOnlySet<string> RefusedTypes => refusedTypes;

    /// <summary>The pinned key may be of a type that the host has not presented yet.</summary>
    public bool MayHaveAnotherKey { get; private set; }

    /// <summary>If a certificate is invalid, for example expired, falls back to the plain key, as in OpenSSH. Returns false if no certificate was requested.</summary>
    public bool ForgoCertificate()
    {
        var wanted = WantsCertificate;
        forgoesCertificates = true;
        return wanted;
    }

    /// <exception cref="HostFailureException">The key does not belong to the host, or is not known.</exception>
    public void Verify(HostKeyEventArgs presented)
    {
        var key = HostKey.TryRead(presented.HostKey) ?? throw new SshConnectionException("The host key is malformed.");
        // A later key exchange on the same connection: the key is already verified.
        if (accepted?.Is(key) == true) return;

        if (target.PinnedKey is not null) RequirePinned(key);
        if (!pinDecides && policy != HostKeyPolicy.Off) RequireKnown(key, presented.Certificate);
        accepted = key;
    }

    private void RequirePinned(HostKey key)
    {
        if (key.Fingerprint == target.PinnedKey)
        {
            MayHaveAnotherKey = false;
            RequireNotRevoked(key);
            return;
        }

        MayHaveAnotherKey = refusedTypes.Add(key.Type);
        throw new HostFailureException(
            ErrorCode.SshHostKeyMismatch,
            $"{target.EndpointFirst} presents the host key {key.Description}, but {target.PinnedKey} is pinned for it.",
            $"If the host was rebuilt, set its sshHostKey to the fingerprint that ssh-keygen -l prints on the host for its {key.Type} key. Otherwise, someone may be intercepting the connection.");
    }

    private void RequireNotRevoked(HostKey key)
    {
        foreach (var finding in new[] { lines, linesWithoutPort }.Select(found => HostKeyFinding.Of(key, found.Value)))
        {
            if (finding.State == HostKeyState.Revoked) throw HostKeyRefusal.Of(target, key, finding, file);
        }
    }

    private void RequireKnown(HostKey key, Certificate? certificate)
    {
        var finding = HostKeyFinding.Of(key, certificate, target.KnownHostsAddress, lines.Value);
        if (finding.State == HostKeyState.Unknown)
        {
            var withoutPort = HostKeyFinding.Of(key, certificate, target.KnownHostsAddress, linesWithoutPort.Value);
            if (withoutPort.State is HostKeyState.Trusted or HostKeyState.Revoked) finding = withoutPort;
        }

        if (finding.State == HostKeyState.Unknown && policy == HostKeyPolicy.AcceptNew) finding = Record(key);
        if (finding.State != HostKeyState.Trusted) throw HostKeyRefusal.Of(target, key, finding, file);
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
                $"The new host key of {target.Endpoint} cannot be added to {file.Path}: {SafeText.Line(exception.Message)}",
                $"Make the file writable, or set ssh.knownHostsFile to a writable file{(target.IsBastion ? "" : ", or pin the key with the host's sshHostKey")}.",
                exception);
        }
    }
}

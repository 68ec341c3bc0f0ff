using Renci.SshNet.Security;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>What known_hosts says about a key, and the line that says it.</summary>
internal readonly record struct HostKeyFinding(HostKeyState State, KnownHostLine? Line)
{
    /// <summary>As <see cref="Of(HostKey, IReadOnlyList{KnownHostLine})"/>, with the certificate that came with the key.</summary>
    public static HostKeyFinding Of(HostKey key, Certificate? certificate, string address, IReadOnlyList<KnownHostLine> lines)
    {
        var finding = Of(key, lines);
        if (finding.State == HostKeyState.Revoked || certificate is null) return finding;
        if (HostCertificate.RevokedBy(certificate, lines) is { } revoked) return new(HostKeyState.Revoked, revoked);
        return HostCertificate.IsTrusted(certificate, address, lines) ? new(HostKeyState.Trusted, Line: null) : finding;
    }

    /// <summary>In OpenSSH's order: revoked, known, changed, unknown.</summary>
    public static HostKeyFinding Of(HostKey key, IReadOnlyList<KnownHostLine> lines)
    {
        if (Find(line => line.Marker == KnownHostMarker.Revoked && line.Key.Is(key)) is { } revoked)
            return new(HostKeyState.Revoked, revoked);
        if (Find(line => line.Marker == KnownHostMarker.None && line.Key.Is(key)) is { } same)
            return new(HostKeyState.Trusted, same);
        if (Find(line => line.Marker == KnownHostMarker.None && line.Key.Type == key.Type) is { } changed)
            return new(HostKeyState.Changed, changed);
        if (Find(line => line.Marker == KnownHostMarker.None) is { } otherType)
            return new(HostKeyState.OtherType, otherType);
        return new(HostKeyState.Unknown, Line: null);

        KnownHostLine? Find(Func<KnownHostLine, bool> predicate) => lines.FirstOrDefault(predicate);
    }
}

/// <summary>The result of comparing a host's key with known_hosts.</summary>
internal enum HostKeyState
{
    Trusted,

    /// <summary>The host is not in known_hosts.</summary>
    Unknown,

    /// <summary>Another key of the same type is known.</summary>
    Changed,

    /// <summary>Only keys of other types are known.</summary>
    OtherType,

    Revoked,
}

using Renci.SshNet.Security;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>The checks of a host certificate that SSH.NET does not make. SSH.NET checks the signatures and the dates.</summary>
internal static class HostCertificate
{
    /// <remarks>See <c>sshkey_cert_check_authority</c>: https://github.com/openssh/openssh-portable/blob/master/sshkey.c</remarks>
    public static bool IsTrusted(Certificate certificate, string address, IReadOnlyList<KnownHostLine> lines) =>
        certificate.Type == Certificate.CertificateType.Host
        && certificate.CriticalOptions.Count == 0
        && certificate.ValidPrincipals.Contains(address)
        && HostKey.TryRead(certificate.CertificateAuthorityKey) is { } authority
        && lines.Any(line => line.Marker == KnownHostMarker.CertAuthority && line.Key.Is(authority));

    /// <summary>The line that revokes the authority that signed the certificate.</summary>
    public static KnownHostLine? RevokedBy(Certificate certificate, IReadOnlyList<KnownHostLine> lines) =>
        HostKey.TryRead(certificate.CertificateAuthorityKey) is { } authority
            ? lines.FirstOrDefault(line => line.Marker == KnownHostMarker.Revoked && line.Key.Is(authority))
            : null;
}

using Renci.SshNet.Common;
using Renci.SshNet.Security;
using Stagecraft.Bootstrap.Ssh.HostKeys;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Ssh.Authentication;

/// <summary>What a user certificate tells a person whose login was refused: servers do not say why.</summary>
internal static class UserCertificate
{
    /// <summary>Null for a plain key, and for a certificate that cannot be read.</summary>
    public static Certificate? TryRead(HostKey key, byte[] blob)
    {
        if (!key.IsCertificate) return null;
        try
        {
            return new Certificate(blob);
        }
        catch (Exception exception) when (exception is ArgumentException or SshException or NotSupportedException or InvalidOperationException or IOException)
        {
            return null;
        }
    }

    /// <summary>Follows what holds the key: <c>a certificate that expired on 2026-01-31 12:00:00 UTC</c>.</summary>
    public static string Describe(Certificate certificate, DateTimeOffset now)
    {
        var seconds = (ulong)now.ToUnixTimeSeconds();
        if (certificate.Type != Certificate.CertificateType.User) return "a certificate that is for a host, not for a user";
        if (seconds > certificate.ValidBeforeUnixSeconds) return $"a certificate that expired on {Time(certificate.ValidBeforeUnixSeconds)}";
        if (seconds < certificate.ValidAfterUnixSeconds) return $"a certificate that is not valid before {Time(certificate.ValidAfterUnixSeconds)}";
        return certificate.ValidPrincipals.Count > 0
            ? $"a certificate for {string.Join(", ", certificate.ValidPrincipals.Select(SafeText.Line))}"
            : "a certificate for nobody (it names no principals)";
    }

    private static string Time(ulong seconds) =>
        seconds <= (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", System.Globalization.CultureInfo.InvariantCulture)
            : "the end of time";
}

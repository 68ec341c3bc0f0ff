using Renci.SshNet.Common;
using Renci.SshNet.Security;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>Describes a user certificate for messages about a rejected login, because servers do not give the reason.</summary>
internal static class UserCertificate
{
    /// <summary>Null for a plain key or an unreadable certificate.</summary>
    public static Certificate? TryRead(HostKey key)
    {
        if (!key.IsCertificate) return null;
        try
        {
            return new Certificate(key.Blob);
        }
        catch (Exception exception) when (exception is ArgumentException or SshException or NotSupportedException or InvalidOperationException or IOException)
        {
            return null;
        }
    }

    /// <summary>The description follows the name of the key: <c>a certificate that expired on 2026-01-31 12:00:00 UTC</c>.</summary>
    public static string Describe(Certificate certificate, DateTimeOffset now)
    {
        var seconds = (ulong)now.ToUnixTimeSeconds();
        if (certificate.Type != Certificate.CertificateType.User) return "a certificate that is for a host, not for a user";
        if (seconds > certificate.ValidBeforeUnixSeconds) return $"a certificate that expired on {Time(certificate.ValidBeforeUnixSeconds)}";
        if (seconds < certificate.ValidAfterUnixSeconds) return $"a certificate that is not valid before {Time(certificate.ValidAfterUnixSeconds)}";
        return certificate.ValidPrincipals.Count > 0
            ? $"a certificate for {string.Join(", ", certificate.ValidPrincipals.Select(SafeText.Line))}"
            : "a certificate that names no principals";
    }

    private static string Time(ulong seconds) =>
        seconds <= (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", System.Globalization.CultureInfo.InvariantCulture)
            : "a date after the year 9999";
}

using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Utilities;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>
/// Ed25519 in PKCS#8, as <c>openssl genpkey</c> and Terraform's <c>tls_private_key</c> write it. SSH.NET treats the header of the
/// inner octet string (RFC 8410, section 7) as part of the key, and silently loads a wrong key.
/// </summary>
internal static class Pkcs8Ed25519
{
    private const string Plain = "PRIVATE KEY";
    private const string Encrypted = "ENCRYPTED PRIVATE KEY";
    private const string Oid = "1.3.101.112";

    /// <summary>The key in OpenSSH's format, unencrypted; null if the file has another format or contains another type of key.</summary>
    /// <param name="file">The key file.</param>
    /// <param name="passphrase">Null if an encrypted key should not be opened.</param>
    /// <exception cref="InvalidDataException">The private and the public part of the key do not match.</exception>
    public static byte[]? ToOpenSsh(byte[] file, string? passphrase)
    {
        var text = Encoding.UTF8.GetString(file);
        if (!PemEncoding.TryFind(text, out var pem)) return null;
        var label = text[pem.Label];
        if (label != Plain && (label != Encrypted || passphrase is null)) return null;

        var der = Convert.FromBase64String(text[pem.Base64Data]);
        var info = label == Plain
            ? PrivateKeyInfo.GetInstance(der)
            : PrivateKeyInfoFactory.CreatePrivateKeyInfo(passphrase!.ToCharArray(), EncryptedPrivateKeyInfo.GetInstance(der));
        if (info.PrivateKeyAlgorithm.Algorithm.Id != Oid) return null;

        var key = (Ed25519PrivateKeyParameters)PrivateKeyFactory.CreateKey(info);
        // Version 2 of the format also contains the public key (RFC 5958).
        if (info.PublicKey is { } attached && !attached.GetOctets().AsSpan().SequenceEqual(key.GeneratePublicKey().GetEncoded()))
            throw new InvalidDataException("its private and public parts do not match");
        return Encoding.ASCII.GetBytes(PemEncoding.WriteString("OPENSSH PRIVATE KEY", OpenSshPrivateKeyUtilities.EncodePrivateKey(key)));
    }
}

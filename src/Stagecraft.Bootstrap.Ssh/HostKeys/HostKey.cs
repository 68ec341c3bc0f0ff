using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>A public key in wire format (RFC 4253, section 6.6). Two keys are equal if their bytes are equal.</summary>
internal sealed class HostKey
{
    private const string CertificateEnding = "-cert-v01@openssh.com";

    private readonly byte[] blob;

    private HostKey(string type, byte[] blob) => (Type, this.blob) = (type, blob);

    /// <summary>For example <c>ssh-ed25519</c>; <c>ssh-rsa</c> for every RSA key, regardless of the signature algorithm.</summary>
    public string Type { get; }

    /// <summary>The bytes.</summary>
    public byte[] Blob => blob;

    /// <summary>Whether this is a certificate, which contains a key.</summary>
    public bool IsCertificate => Type.EndsWith(CertificateEnding, StringComparison.Ordinal);

    /// <summary>In the format of <c>ssh-keygen -l</c>: <c>SHA256:...</c></summary>
    public string Fingerprint => "SHA256:" + Convert.ToBase64String(SHA256.HashData(blob)).TrimEnd('=');

    /// <summary>For messages: <c>ssh-ed25519 SHA256:...</c></summary>
    public string Description => $"{Type} {Fingerprint}";

    /// <summary>The key; null if <paramref name="blob"/> is not a key.</summary>
    public static HostKey? TryRead(byte[] blob)
    {
        if (blob.Length < 4) return null;
        var length = BinaryPrimitives.ReadUInt32BigEndian(blob);
        if (length == 0 || length > blob.Length - 4) return null;
        return new HostKey(Encoding.ASCII.GetString(blob, 4, (int)length), blob);
    }

    /// <summary>Parses the text form of a key; null if <paramref name="type"/> and <paramref name="base64"/> do not match.</summary>
    public static HostKey? TryParse(string type, string base64)
    {
        var buffer = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, buffer, out var length) && TryRead(buffer[..length]) is { } key && key.Type == type
            ? key
            : null;
    }

    public bool Is(HostKey other) => blob.AsSpan().SequenceEqual(other.blob);

    /// <summary>Whether both are for the same key. One or both may be certificates of it.</summary>
    public bool IsOf(HostKey other) => Plain is { } key && other.Plain is { } same && key.Is(same);

    // https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.certkeys: a nonce, then the fields of the key.
    private HostKey? Plain
    {
        get
        {
            if (!IsCertificate) return this;
            var type = Type[..^CertificateEnding.Length];
            var fields = type switch
            {
                "ssh-ed25519" => 1,
                "sk-ecdsa-sha2-nistp256" => 3,
                _ => 2,
            };
            try
            {
                var reader = new WireReader(blob);
                _ = reader.ReadString(); // the type
                _ = reader.ReadString(); // the nonce
                var plain = new List<byte>(Field(Encoding.ASCII.GetBytes(type.StartsWith("sk-", StringComparison.Ordinal) ? type + "@openssh.com" : type)));
                for (; fields > 0; fields--) plain.AddRange(Field(reader.ReadString()));
                return TryRead([.. plain]);
            }
            catch (ArgumentException)
            {
                return null;
            }
        }
    }

    private static byte[] Field(byte[] value)
    {
        var bytes = new byte[4 + value.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value.Length);
        value.CopyTo(bytes, 4);
        return bytes;
    }

    /// <summary><c>TYPE BASE64</c>, as in known_hosts.</summary>
    public override string ToString() => $"{Type} {Convert.ToBase64String(blob)}";
}

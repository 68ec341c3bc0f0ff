using System.Text;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>Reads the public half of a key from a <c>.pub</c> file, or from OpenSSH's private format, which contains it unencrypted.</summary>
internal static class PublicKeyFile
{
    // In characters: enough for the largest keys and certificates. The limit also covers a path to a device with endless output.
    private const int MaxLength = 256 * 1024;

    private const string PrivateBegin = "-----BEGIN OPENSSH PRIVATE KEY-----";
    private const string PrivateEnd = "-----END OPENSSH PRIVATE KEY-----";

    private const string Extension = ".pub";

    private static readonly byte[] Magic = "openssh-key-v1\0"u8.ToArray();

    /// <summary>The conventional path of the public key for the private key in <paramref name="path"/>.</summary>
    public static string PublicFor(string path) => path + Extension;

    /// <summary>The conventional path of the private key for a public key file; null if the file name does not follow the convention.</summary>
    public static string? PrivateFor(string path) => path.EndsWith(Extension, StringComparison.Ordinal) ? path[..^Extension.Length] : null;

    /// <summary>The key of a file such as <c>id_ed25519.pub</c>; null if it is not a public key or cannot be read.</summary>
    public static HostKey? TryRead(string path) => ReadText(path) is { } text ? Parse(text) : null;

    /// <summary>The public half of the private key in <paramref name="path"/>, from the file next to it or from the file itself; null if there is none.</summary>
    public static HostKey? TryReadOf(string path) =>
        TryRead(PublicFor(path)) ?? (ReadText(path) is { } text ? InPrivateKey(text) : null);

    /// <summary>The public half in OpenSSH's private format; null for other formats.</summary>
    /// <remarks>https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key</remarks>
    public static HostKey? InPrivateKey(string text)
    {
        var begin = text.IndexOf(PrivateBegin, StringComparison.Ordinal);
        var end = text.IndexOf(PrivateEnd, StringComparison.Ordinal);
        if (begin < 0 || end < begin) return null;
        try
        {
            var bytes = Convert.FromBase64String(text[(begin + PrivateBegin.Length)..end]);
            if (!bytes.AsSpan().StartsWith(Magic)) return null;
            var reader = new WireReader(bytes.AsSpan(Magic.Length));
            for (var skipped = 0; skipped < 3; skipped++) _ = reader.ReadString(); // the cipher, the key derivation function and its options
            return reader.ReadUInt32() == 1 ? HostKey.TryRead(reader.ReadString()) : null;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static HostKey? Parse(string text)
    {
        var line = text.TrimStart('\ufeff').Split('\n').FirstOrDefault(line => line.Trim().Length > 0 && !line.StartsWith('#'));
        var words = line?.Split([' ', '\t', '\r'], 3, StringSplitOptions.RemoveEmptyEntries) ?? [];
        return words.Length >= 2 ? HostKey.TryParse(words[0], words[1]) : null;
    }

    private static string? ReadText(string path)
    {
        // Most candidates do not exist, and an exception costs more than this.
        if (!File.Exists(path)) return null;
        try
        {
            using var reader = new StreamReader(path, Encoding.UTF8);
            var buffer = new char[MaxLength];
            return new string(buffer, 0, reader.ReadBlock(buffer));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

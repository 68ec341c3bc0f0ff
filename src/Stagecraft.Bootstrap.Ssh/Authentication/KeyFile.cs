using System.Text;
using Renci.SshNet;
using Renci.SshNet.Common;
using Renci.SshNet.Security;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>A private key file: its signature algorithms, or the reason why it cannot be used.</summary>
/// <param name="Algorithms">In the order in which they are offered; empty if there is a problem.</param>
/// <param name="Problem">What is wrong: a phrase that follows a path.</param>
/// <param name="Encrypted">The file can be read, but needs the right passphrase.</param>
/// <param name="Certificate">The certificate of the key, for servers that trust its authority.</param>
internal sealed record KeyFile(IReadOnlyList<HostAlgorithm> Algorithms, string? Problem, bool Encrypted, Certificate? Certificate = null)
{
    // The largest RSA keys have a few kilobytes. The limit also covers a path to a device with endless output.
    private const int MaxSize = 256 * 1024;

    /// <summary>The key is in a hardware token, so only ssh-agent can use it.</summary>
    public bool IsSecurityKey { get; private init; }

    /// <summary>The public key file next to it belongs to another key.</summary>
    public bool DiffersFromPublicFile { get; private init; }

    public static KeyFile Load(string path, Secret? passphrase, string? certificatePath)
    {
        if (certificatePath is not null && !File.Exists(certificatePath))
            return new KeyFile([], $"its certificate '{certificatePath}' (ssh.certificatePath) does not exist", Encrypted: false);

        // As in OpenSSH: the user's own key must not be readable by others. A key that another user owns is not checked.
        if (UnixFile.At(path) is { IsOurs: true, IsReadableByOthers: true })
            return new KeyFile([], $"other users of this machine can read it (run: chmod 600 '{path}')", Encrypted: false);

        byte[] key = [];
        byte[]? certificate = null;
        try
        {
            key = Read(path);
            certificate = certificatePath is null ? null : Read(certificatePath);
            if (PublicKeyFile.InPrivateKey(Encoding.UTF8.GetString(key)) is { } publicKey && SecurityKey.IsType(publicKey.Type))
                return new KeyFile([], "it belongs to a security key, which signs only through ssh-agent", Encrypted: false) { IsSecurityKey = true };
            // First without a passphrase, to distinguish a wrong passphrase from a damaged file.
            return Checked(Open(key, passphrase: null, certificate), path);
        }
        catch (Exception exception) when (exception is SshPassPhraseNullOrEmptyException || IsEncryptedPkcs8(key))
        {
            return Checked(OpenEncrypted(key, passphrase, certificate), path);
        }
#pragma warning disable CA1031 // For damaged input, the parser can throw any exception.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new KeyFile([], Explain(exception, certificate is not null), Encrypted: false);
        }
    }

    /// <summary>As in OpenSSH, the certificate for <c>id_x</c> is in <c>id_x-cert.pub</c>.</summary>
    public static string? CertificateFor(string path) => File.Exists(path + "-cert.pub") ? path + "-cert.pub" : null;

    private static KeyFile OpenEncrypted(byte[] key, Secret? passphrase, byte[]? certificate)
    {
        if (passphrase is not { IsEmpty: false }) return new KeyFile([], "it is encrypted", Encrypted: true);
        try
        {
            return Open(key, passphrase.Reveal(), certificate);
        }
#pragma warning disable CA1031 // A wrong passphrase produces random data, for which the parser can throw any exception.
        catch (Exception)
#pragma warning restore CA1031
        {
            return new KeyFile([], "the passphrase does not decrypt it", Encrypted: true);
        }
    }

    private static KeyFile Open(byte[] key, string? passphrase, byte[]? certificate)
    {
        using var certificateStream = certificate is null ? null : new MemoryStream(certificate);
        var rewritten = Pkcs8Ed25519.ToOpenSsh(key, passphrase);
        using var keyStream = new MemoryStream(rewritten ?? key);
        var file = new PrivateKeyFile(keyStream, rewritten is null ? passphrase : null, certificateStream);
        // Servers refuse SHA-1 signatures, so offering one would waste an attempt.
        return new KeyFile([.. file.HostKeyAlgorithms.Where(algorithm => !algorithm.Name.StartsWith("ssh-rsa", StringComparison.Ordinal))], Problem: null, Encrypted: false, file.Certificate);
    }

    // Every host would reject a misread key or a mismatched pair without giving a reason.
    private static KeyFile Checked(KeyFile key, string path)
    {
        if (key.Problem is not null || PublicKeyFile.TryRead(PublicKeyFile.PublicFor(path)) is not { } expected) return key;
        var held = key.Algorithms.Select(algorithm => HostKey.TryRead(algorithm.Data)).OfType<HostKey>().FirstOrDefault(held => !held.IsCertificate);
        return held is null || expected.IsCertificate || held.Is(expected)
            ? key
            : new KeyFile([], $"it holds {held.Description}, but '{PublicKeyFile.PublicFor(path)}' holds {expected.Description}", Encrypted: false) { DiffersFromPublicFile = true };
    }

    private static byte[] Read(string path)
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[MaxSize + 1];
        var read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read <= MaxSize ? bytes[..read] : throw new InvalidDataException($"it is larger than {MaxSize / 1024} KB");
    }

    private static bool IsEncryptedPkcs8(byte[] key) => key.AsSpan().StartsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----"u8);

    private static string Explain(Exception exception, bool isCertified) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => "it does not exist",
        UnauthorizedAccessException or IOException => "it cannot be read",
        ArgumentException when isCertified => "its certificate is for another key",
        _ => SafeText.Line(exception.Message).TrimEnd('.'),
    };
}

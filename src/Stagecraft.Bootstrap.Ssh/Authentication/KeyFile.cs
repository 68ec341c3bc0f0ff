using Renci.SshNet;
using Renci.SshNet.Common;
using Renci.SshNet.Security;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Ssh.Authentication;

/// <summary>A private key file: the ways it signs, or why it cannot.</summary>
/// <param name="Algorithms">In the order in which to offer them; empty where there is a problem.</param>
/// <param name="Problem">What is wrong, in a few words that follow a path.</param>
/// <param name="Encrypted">The file can be read, but not without the right passphrase.</param>
/// <param name="Certificate">What certifies the key to servers that trust its authority.</param>
internal sealed record KeyFile(IReadOnlyList<HostAlgorithm> Algorithms, string? Problem, bool Encrypted, Certificate? Certificate = null)
{
    public static KeyFile Load(string path, Secret? passphrase, string? certificatePath)
    {
        if (certificatePath is not null && !File.Exists(certificatePath))
            return new KeyFile([], $"its certificate '{certificatePath}' (ssh.certificatePath) does not exist", Encrypted: false);

        try
        {
            // Asked without a passphrase first: only so is a wrong one told from a damaged file.
            return Open(path, passphrase: null, certificatePath);
        }
        catch (Exception exception) when (exception is SshPassPhraseNullOrEmptyException || IsEncryptedPkcs8(path))
        {
            return OpenEncrypted(path, passphrase, certificatePath);
        }
#pragma warning disable CA1031 // The parser throws whatever its damaged input leads it to.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new KeyFile([], Explain(exception), Encrypted: false);
        }
    }

    /// <summary>OpenSSH's habit: the certificate for <c>id_x</c> is in <c>id_x-cert.pub</c>.</summary>
    public static string? CertificateBeside(string path) => File.Exists(path + "-cert.pub") ? path + "-cert.pub" : null;

    private static KeyFile OpenEncrypted(string path, Secret? passphrase, string? certificatePath)
    {
        if (passphrase is not { IsEmpty: false }) return new KeyFile([], "it is encrypted", Encrypted: true);
        try
        {
            return Open(path, passphrase.Reveal(), certificatePath);
        }
#pragma warning disable CA1031 // A wrong passphrase makes garbage, and garbage any exception.
        catch (Exception)
#pragma warning restore CA1031
        {
            return new KeyFile([], "the passphrase does not open it", Encrypted: true);
        }
    }

    private static KeyFile Open(string path, string? passphrase, string? certificatePath)
    {
        var file = new PrivateKeyFile(path, passphrase, certificatePath);
        // SHA-1 signatures are refused everywhere by now, and would cost an attempt.
        return new KeyFile([.. file.HostKeyAlgorithms.Where(algorithm => !algorithm.Name.StartsWith("ssh-rsa", StringComparison.Ordinal))], Problem: null, Encrypted: false, file.Certificate);
    }

    private static bool IsEncryptedPkcs8(string path)
    {
        try
        {
            return File.ReadLines(path).FirstOrDefault() == "-----BEGIN ENCRYPTED PRIVATE KEY-----";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Explain(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => "it does not exist",
        UnauthorizedAccessException or IOException => "it cannot be read",
        ArgumentException => "its certificate is for another key",
        _ => SafeText.Line(exception.Message).TrimEnd('.'),
    };
}

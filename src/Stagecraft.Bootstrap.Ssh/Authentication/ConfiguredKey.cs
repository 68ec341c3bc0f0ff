using Stagecraft.Bootstrap.Settings;
using Stagecraft.Bootstrap.Ssh.HostKeys;

namespace Stagecraft.Bootstrap.Ssh.Authentication;

/// <summary>The key that <c>ssh.privateKeyPath</c> names. That it can be used is settled before any host is touched.</summary>
internal static class ConfiguredKey
{
    /// <exception cref="ConfigurationException">The key cannot be used.</exception>
    public static KeyFile Load(string path, SshOptions options, IReadOnlyList<AgentKey> agentKeys)
    {
        var file = KeyFile.Load(path, options.Passphrase, options.CertificatePath ?? KeyFile.CertificateBeside(path));
        if (file.Problem is null) return file;

        // As with OpenSSH: the agent may hold the key that the file alone cannot give.
        if (PublicKeyBeside(path) is { } publicKey && agentKeys.FirstOrDefault(key => key.Holds(publicKey)) is { } agentKey)
            return new KeyFile([.. agentKey.Algorithms], Problem: null, Encrypted: false);

        throw new ConfigurationException($"The SSH key '{path}' (ssh.privateKeyPath) cannot be used: {file.Problem}. {Remedy(file, options)}");
    }

    private static string Remedy(KeyFile file, SshOptions options) => file switch
    {
        { Encrypted: true } when options.Passphrase is { IsEmpty: false } =>
            "Correct the environment variable that ssh.passphraseEnv names.",
        { Encrypted: true } when options.Passphrase is not null =>
            "Set the environment variable that ssh.passphraseEnv names to its passphrase.",
        { Encrypted: true } =>
            "Name the environment variable that holds its passphrase in ssh.passphraseEnv, or add the key to ssh-agent.",
        _ => "Set ssh.privateKeyPath to a readable ed25519, ecdsa or rsa private key, or leave it out to use ssh-agent or the usual files in ~/.ssh.",
    };

    private static HostKey? PublicKeyBeside(string path)
    {
        try
        {
            var words = File.ReadAllText(path + ".pub").Split([' ', '\t', '\n', '\r'], 3, StringSplitOptions.RemoveEmptyEntries);
            return words.Length >= 2 ? HostKey.TryParse(words[0], words[1]) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

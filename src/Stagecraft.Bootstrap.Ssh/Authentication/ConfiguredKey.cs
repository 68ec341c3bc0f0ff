namespace Stagecraft.Bootstrap.Ssh;

/// <summary>The key that <c>ssh.privateKeyPath</c> names. It is checked before any host is touched.</summary>
internal static class ConfiguredKey
{
    /// <summary>The key, and its description for messages.</summary>
    /// <exception cref="ConfigurationException">The key cannot be used.</exception>
    public static (LoginKey Key, string Description) Load(string path, SshOptions options, AgentKeys agent)
    {
        if (PublicKeyFile.TryRead(path) is { } named) return LoadNamedByPublicKey(path, named, options, agent);

        var file = LoadFile(path, options);
        if (file.Problem is null) return Of(file, path);

        // As in OpenSSH: the agent may hold the key even if the file cannot be used.
        if (PublicKeyFile.TryReadOf(path) is { } publicKey && agent.Find(publicKey) is { } held) return Of(held, path);

        throw new ConfigurationException($"The SSH key '{path}' (ssh.privateKeyPath) cannot be used: {file.Problem}. {Remedy(file, path, options)}");
    }

    // As with OpenSSH's IdentityFile: a public key, for example from a password manager, selects one of the agent's keys.
    private static (LoginKey Key, string Description) LoadNamedByPublicKey(string path, HostKey publicKey, SshOptions options, AgentKeys agent)
    {
        var privatePath = PublicKeyFile.PrivateFor(path);
        var file = privatePath is not null && File.Exists(privatePath) ? LoadFile(privatePath, options) : null;
        if (file is { Problem: null }) return Of(file, privatePath!);
        if (agent.Find(publicKey) is { } held) return Of(held, path);

        var noAgent = agent.Problem is { } problem ? $"ssh-agent {problem}" : "ssh-agent does not hold its private key";
        throw new ConfigurationException(file is null
            ? $"'{path}' (ssh.privateKeyPath) is a public key{(privatePath is null ? "" : $", '{privatePath}' does not exist")}, and {noAgent}. Add the key to ssh-agent (SSH_AUTH_SOCK must name its socket), or set ssh.privateKeyPath to the private key."
            : $"The SSH key '{privatePath}' (ssh.privateKeyPath) cannot be used: {file.Problem}. {Remedy(file, privatePath!, options)}");
    }

    private static KeyFile LoadFile(string path, SshOptions options) =>
        KeyFile.Load(path, options.Passphrase, options.CertificatePath ?? KeyFile.CertificateFor(path));

    private static (LoginKey Key, string Description) Of(KeyFile file, string path) => (LoginKey.Of(file), SshIdentities.Describe(path, file.Certificate));

    private static (LoginKey Key, string Description) Of(AgentKey key, string path) =>
        (LoginKey.Of(key, isOnly: true), SshIdentities.Describe($"{path} (in ssh-agent)", key.Certificate));

    private static string Remedy(KeyFile file, string path, SshOptions options) => file switch
    {
        { Encrypted: true } when options.Passphrase is { IsEmpty: false } =>
            "Correct the value of the environment variable that ssh.passphraseEnv names.",
        { Encrypted: true } when options.Passphrase is not null =>
            "Set the environment variable that ssh.passphraseEnv names to its passphrase.",
        { Encrypted: true } =>
            "Set ssh.passphraseEnv to the name of the environment variable that holds its passphrase, or add the key to ssh-agent.",
        { IsSecurityKey: true } =>
            $"Run 'ssh-add {path}' with the token plugged in; SSH_AUTH_SOCK must name the agent's socket.",
        { DiffersFromPublicFile: true } =>
            $"If the private key is right, run: ssh-keygen -y -f '{path}' >'{PublicKeyFile.PublicFor(path)}'",
        _ => "Set ssh.privateKeyPath to a readable ed25519, ecdsa or rsa private key, or omit it to use ssh-agent or the usual files in ~/.ssh.",
    };
}

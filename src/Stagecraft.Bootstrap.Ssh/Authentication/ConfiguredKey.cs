namespace Stagecraft.Bootstrap.Ssh;

/// <summary>The key that <c>ssh.privateKeyPath</c> or a host's <c>sshPrivateKeyPath</c> names.</summary>
internal static class ConfiguredKey
{
    /// <summary>The key, and its description for messages.</summary>
    /// <exception cref="ConfigurationException">The key cannot be used.</exception>
    public static (LoginKey Key, string Description) Load(string path, KeyChoice choice, AgentKeys agent)
    {
        if (PublicKeyFile.TryRead(path) is { } named) return LoadNamedByPublicKey(path, named, choice, agent);

        var file = LoadFile(path, choice);
        if (file.Problem is null) return Of(file, path);

        // As in OpenSSH: the agent may hold the key even if the file cannot be used.
        if (PublicKeyFile.TryReadOf(path) is { } publicKey && agent.Find(publicKey) is { } held) return Of(held, path);

        throw new ConfigurationException($"The SSH key '{path}' ({choice.Setting}) cannot be used: {file.Problem}. {Remedy(file, path, choice)}");
    }

    // As with OpenSSH's IdentityFile: a public key, for example from a password manager, selects one of the agent's keys.
    private static (LoginKey Key, string Description) LoadNamedByPublicKey(string path, HostKey publicKey, KeyChoice choice, AgentKeys agent)
    {
        var privatePath = PublicKeyFile.PrivateFor(path);
        var file = privatePath is not null && File.Exists(privatePath) ? LoadFile(privatePath, choice) : null;
        if (file is { Problem: null }) return Of(file, privatePath!);
        if (agent.Find(publicKey) is { } held) return Of(held, path);

        var noAgent = agent.Problem is { } problem ? $"ssh-agent {problem}" : "ssh-agent does not hold its private key";
        throw new ConfigurationException(file is null
            ? $"'{path}' ({choice.Setting}) is a public key{(privatePath is null ? "" : $", '{privatePath}' does not exist")}, and {noAgent}. Add the key to ssh-agent (SSH_AUTH_SOCK must name its socket), or set {choice.Setting} to the private key."
            : $"The SSH key '{privatePath}' ({choice.Setting}) cannot be used: {file.Problem}. {Remedy(file, privatePath!, choice)}");
    }

    private static KeyFile LoadFile(string path, KeyChoice choice) =>
        KeyFile.Load(path, choice.Passphrase, choice.CertificatePath ?? KeyFile.CertificateFor(path));

    private static (LoginKey Key, string Description) Of(KeyFile file, string path) => (LoginKey.Of(file), SshIdentities.Describe(path, file.Certificate));

    private static (LoginKey Key, string Description) Of(AgentKey key, string path) =>
        (LoginKey.Of(key, isOnly: true), SshIdentities.Describe($"{path} (in ssh-agent)", key.Certificate));

    private static string Remedy(KeyFile file, string path, KeyChoice choice) => file switch
    {
        { Encrypted: true } when choice.Passphrase is { IsEmpty: false } =>
            $"Correct the value of the environment variable that {choice.PassphraseSetting} names.",
        { Encrypted: true } when choice.Passphrase is not null =>
            $"Set the environment variable that {choice.PassphraseSetting} names to its passphrase.",
        { Encrypted: true } =>
            $"Set {choice.PassphraseSetting} to the name of the environment variable that holds its passphrase, or add the key to ssh-agent.",
        { IsSecurityKey: true } =>
            $"Run 'ssh-add {path}' with the token plugged in; SSH_AUTH_SOCK must name the agent's socket.",
        { DiffersFromPublicFile: true } =>
            $"If the private key is right, run: ssh-keygen -y -f '{path}' >'{PublicKeyFile.PublicFor(path)}'",
        _ => $"Set {choice.Setting} to a readable ed25519, ecdsa or rsa private key, or omit it to use ssh-agent or the usual files in ~/.ssh.",
    };
}

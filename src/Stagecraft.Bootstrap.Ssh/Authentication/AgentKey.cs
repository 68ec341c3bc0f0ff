using Renci.SshNet.Security;
using Stagecraft.Bootstrap.Ssh.HostKeys;

namespace Stagecraft.Bootstrap.Ssh.Authentication;

/// <summary>A key in the agent, and its signature algorithms.</summary>
internal sealed class AgentKey(SshAgent agent, HostKey key, byte[] blob)
{
    private const uint RsaSha256 = 2;
    private const uint RsaSha512 = 4;

    public HostKey PublicKey => key;

    public bool IsSecurityKey => SecurityKey.IsType(key.Type);

    public IReadOnlyList<HostAlgorithm> Algorithms => key.Type switch
    {
        "ssh-rsa" =>
        [
            new AgentAlgorithm("rsa-sha2-512", agent, blob, RsaSha512),
            new AgentAlgorithm("rsa-sha2-256", agent, blob, RsaSha256),
        ],
        "ssh-rsa-cert-v01@openssh.com" =>
        [
            new AgentAlgorithm("rsa-sha2-512-cert-v01@openssh.com", agent, blob, RsaSha512),
            new AgentAlgorithm("rsa-sha2-256-cert-v01@openssh.com", agent, blob, RsaSha256),
        ],
        _ => [new AgentAlgorithm(key.Type, agent, blob, flags: 0)],
    };

    /// <summary>The certificate, if the agent holds one for the key.</summary>
    public Certificate? Certificate { get; } = UserCertificate.TryRead(key, blob);
}

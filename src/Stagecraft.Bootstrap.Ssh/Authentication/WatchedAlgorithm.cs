using Renci.SshNet.Security;

namespace Stagecraft.Bootstrap.Ssh.Authentication;

/// <summary>An agent's key in the login to one host. Notifies the login while it waits for the agent.</summary>
internal sealed class WatchedAlgorithm(AgentAlgorithm algorithm, Login login) : HostAlgorithm(algorithm.Name)
{
    public override byte[] Data => algorithm.Data;

    public override byte[] Sign(byte[] data) => login.WhileAgentSigns(token => algorithm.Sign(data, token));

    public override bool VerifySignature(byte[] data, byte[] signature) => algorithm.VerifySignature(data, signature);
}

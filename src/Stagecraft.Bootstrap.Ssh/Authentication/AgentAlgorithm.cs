using Renci.SshNet.Security;

namespace Stagecraft.Bootstrap.Ssh.Authentication;

/// <summary>Signs with a key that never leaves the agent.</summary>
internal sealed class AgentAlgorithm(string name, SshAgent agent, byte[] blob, uint flags) : HostAlgorithm(name)
{
    public override byte[] Data { get; } = blob;

    public override byte[] Sign(byte[] data) => Sign(data, CancellationToken.None);

    /// <exception cref="AgentRefusalException">The agent did not sign.</exception>
    public byte[] Sign(byte[] data, CancellationToken cancellationToken) => agent.Sign(Data, data, flags, cancellationToken);

    public override bool VerifySignature(byte[] data, byte[] signature) => throw new NotSupportedException("An agent's key can only sign.");
}

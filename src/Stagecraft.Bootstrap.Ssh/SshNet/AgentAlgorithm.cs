using Renci.SshNet.Security;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>Signs with a key that never leaves the agent.</summary>
/// <param name="name">The signature algorithm.</param>
/// <param name="agent">The agent.</param>
/// <param name="blob">The agent's key.</param>
/// <param name="flags">The agent's flags for the algorithm.</param>
/// <param name="certificate">The certificate of the key that is offered in its place, if it is not the agent's.</param>
internal sealed class AgentAlgorithm(string name, SshAgent agent, byte[] blob, uint flags, byte[]? certificate = null) : HostAlgorithm(name)
{
    public override byte[] Data { get; } = certificate ?? blob;

    public override byte[] Sign(byte[] data) => Sign(data, CancellationToken.None);

    /// <exception cref="AgentRefusalException">The agent did not sign.</exception>
    public byte[] Sign(byte[] data, CancellationToken cancellationToken) => agent.Sign(blob, data, flags, cancellationToken);

    public override bool VerifySignature(byte[] data, byte[] signature) => throw new NotSupportedException("An agent's key can only sign.");
}

/// <summary>An agent's key in the login to one host. Notifies the login while it waits for the agent.</summary>
internal sealed class WatchedAlgorithm(AgentAlgorithm algorithm, Login login) : HostAlgorithm(algorithm.Name)
{
    public override byte[] Data => algorithm.Data;

    public override byte[] Sign(byte[] data) => login.WhileAgentSigns(token => algorithm.Sign(data, token));

    public override bool VerifySignature(byte[] data, byte[] signature) => algorithm.VerifySignature(data, signature);
}

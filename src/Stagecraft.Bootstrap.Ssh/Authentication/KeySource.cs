using Renci.SshNet;
using Renci.SshNet.Security;

namespace Stagecraft.Bootstrap.Ssh.Authentication;

/// <summary>One key with one signature algorithm. With exactly one, SSH.NET signs immediately and saves a round trip; with more, it first asks the server.</summary>
/// <remarks>https://github.com/sshnet/SSH.NET/blob/develop/src/Renci.SshNet/PrivateKeyAuthenticationMethod.cs</remarks>
internal sealed class KeySource(HostAlgorithm algorithm, bool asksFirst) : IPrivateKeySource
{
    public IReadOnlyCollection<HostAlgorithm> HostKeyAlgorithms { get; } = asksFirst ? [algorithm, new NoKey()] : [algorithm];

    /// <summary>SSH.NET has reached the end of the keys.</summary>
    public sealed class EndException : Exception;

    // A placeholder for a second key, which makes SSH.NET ask the server about the first one. It is never sent.
    private sealed class NoKey() : HostAlgorithm("none")
    {
        public override byte[] Data => throw new EndException();

        public override byte[] Sign(byte[] data) => throw new EndException();

        public override bool VerifySignature(byte[] data, byte[] signature) => throw new EndException();
    }
}

using Renci.SshNet;
using Renci.SshNet.Security;

namespace Stagecraft.Bootstrap.Ssh.Authentication;

/// <summary>One key that signs in one way. With exactly one, SSH.NET signs at once and spends no attempt on asking.</summary>
internal sealed class SingleAlgorithmKey(HostAlgorithm algorithm) : IPrivateKeySource
{
    public IReadOnlyCollection<HostAlgorithm> HostKeyAlgorithms { get; } = [algorithm];
}

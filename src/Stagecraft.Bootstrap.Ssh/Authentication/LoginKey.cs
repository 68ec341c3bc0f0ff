using Renci.SshNet.Security;

namespace Stagecraft.Bootstrap.Ssh.Authentication;

/// <summary>A key to log in with.</summary>
/// <param name="Algorithms">The ways it signs, in the order in which to offer them.</param>
/// <param name="AsksFirst">A signature may need a person: the server is asked first whether it wants one.</param>
internal sealed record LoginKey(IReadOnlyList<HostAlgorithm> Algorithms, bool AsksFirst)
{
    public bool IsRsa => Algorithms.Any(algorithm => algorithm.Name.StartsWith("rsa-", StringComparison.Ordinal));

    public static LoginKey Of(KeyFile file) => new(file.Algorithms, AsksFirst: false);

    /// <summary>The key of an agent.</summary>
    /// <param name="key">The key.</param>
    /// <param name="isOnly">The agent has no other that could be the right one.</param>
    public static LoginKey Of(AgentKey key, bool isOnly) => new(key.Algorithms, AsksFirst: !isOnly || key.IsSecurityKey);
}

using Renci.SshNet.Security;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>A key to log in with.</summary>
/// <param name="Algorithms">The signature algorithms, in the order in which they are offered.</param>
/// <param name="AsksFirst">The server is first asked whether it accepts the key, because a signature may need a person.</param>
internal sealed record LoginKey(IReadOnlyList<HostAlgorithm> Algorithms, bool AsksFirst)
{
    public bool IsRsa => Algorithms.Any(algorithm => algorithm.Name.StartsWith("rsa-", StringComparison.Ordinal));

    public static LoginKey Of(KeyFile file) => new(file.Algorithms, AsksFirst: false);

    /// <summary>A key in an agent.</summary>
    /// <param name="key">The key.</param>
    /// <param name="isOnly">No other key in the agent is a candidate.</param>
    public static LoginKey Of(AgentKey key, bool isOnly) => new(key.Algorithms, AsksFirst: !isOnly || key.IsSecurityKey);
}

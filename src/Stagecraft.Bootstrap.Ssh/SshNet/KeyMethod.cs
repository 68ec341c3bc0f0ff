using Renci.SshNet;
using Renci.SshNet.Security;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>One algorithm of a key as a separate authentication method, so that its result is known.</summary>
internal sealed class KeyMethod(string user, LoginKey key, HostAlgorithm algorithm, Login login)
    : PrivateKeyAuthenticationMethod(user, new KeySource(algorithm is AgentAlgorithm agent ? new WatchedAlgorithm(agent, login) : algorithm, AsksFirst(key, algorithm)))
{
    public override AuthenticationResult Authenticate(Session session)
    {
        login.Begin(key);
        try
        {
            var result = base.Authenticate(session);
            if (result == AuthenticationResult.PartialSuccess) login.Accepted(AllowedAuthentications);
            return result;
        }
        catch (KeySource.EndException)
        {
            return AuthenticationResult.Failure;
        }
        catch (AgentRefusalException refusal)
        {
            // The next key is tried.
            login.Unsigned(refusal.Message);
            return AuthenticationResult.Failure;
        }
    }

    // Also for the second algorithm of an RSA key: after confirming the first signature, a person is not prompted again unnecessarily.
    private static bool AsksFirst(LoginKey key, HostAlgorithm algorithm) =>
        key.AsksFirst || (algorithm is AgentAlgorithm && !ReferenceEquals(algorithm, key.Algorithms[0]));
}

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

using Renci.SshNet;
using Renci.SshNet.Security;

namespace Stagecraft.Bootstrap.Ssh.Authentication;

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

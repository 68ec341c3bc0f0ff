using Renci.SshNet;
using Renci.SshNet.Security;

namespace Stagecraft.Bootstrap.Ssh.Authentication;

/// <summary>One algorithm of a key as a separate method, so that its outcome is known.</summary>
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
            // Another key may do.
            login.Unsigned(refusal.Message);
            return AuthenticationResult.Failure;
        }
    }

    // The second way of an RSA key too: a person who confirmed the first one is not asked again for nothing.
    private static bool AsksFirst(LoginKey key, HostAlgorithm algorithm) =>
        key.AsksFirst || (algorithm is AgentAlgorithm && !ReferenceEquals(algorithm, key.Algorithms[0]));
}

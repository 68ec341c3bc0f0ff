using Renci.SshNet.Common;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Ssh.Authentication;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>What a login tells a person that the host, or the agent, did not let come about.</summary>
internal static class LoginFailure
{
    private const string TooMany = "Too many authentication failures";
    private const string RsaHint = " A host may also refuse RSA keys: see RequiredRSASize and PubkeyAcceptedAlgorithms in its sshd_config, or use an ed25519 key.";

    /// <summary>The host took none of the keys.</summary>
    public static HostFailureException Refused(SshTarget target, Login login, string[]? allowed, Exception exception)
    {
        if (login.AgentRefusal is { } why) return Unsigned(target, login, why, exception);
        var reply = allowed is { Length: > 0 } ? $"it allows {string.Join(", ", allowed)}" : $"it said: {Quote(exception)}";
        return new HostFailureException(
            ErrorCode.SshAuthFailed,
            $"{target.EndpointFirst} refused user '{SafeText.Line(target.User)}' with publickey from {login.Identities.Description}; {SafeText.Line(reply)}.",
            (target.IsBastion
                ? "Put the public key into that user's authorized_keys on the bastion (the same keys are for it and for the hosts), or correct the user in ssh.proxyJump."
                : "Put the public key into that user's authorized_keys on the host, or set ssh.user and ssh.privateKeyPath to what the host accepts.")
            + (login.Identities.HasEncryptedFile ? " For an encrypted key, name the variable with its passphrase in ssh.passphraseEnv." : "")
            + (login.TriedRsa ? RsaHint : ""),
            exception);
    }

    /// <summary>The host ended the login, and said why.</summary>
    public static HostFailureException Ended(SshTarget target, Login login, string[]? allowed, Exception exception)
    {
        if (login.Tried >= 1 && exception.Message.Contains(TooMany, StringComparison.OrdinalIgnoreCase))
            return new HostFailureException(
                ErrorCode.SshAuthFailed,
                $"{target.EndpointFirst} ended the login of user '{SafeText.Line(target.User)}' after {login.Tried} of {login.Identities.Count} keys from {login.Identities.Description}: \"{TooMany}\".",
                "Name the right key with ssh.privateKeyPath (its .pub file chooses a key of ssh-agent).",
                exception);

        return exception is SshConnectionException
            ? new HostFailureException(
                ErrorCode.SshAuthFailed,
                $"{target.EndpointFirst} ended the login of user '{SafeText.Line(target.User)}'; it said: {Quote(exception)}.",
                "See sshd's log on the host, or set ssh.user to another account.",
                exception)
            : Refused(target, login, allowed, exception);
    }

    /// <summary>The key is right, and not enough.</summary>
    public static HostFailureException WantsMore(SshTarget target, IReadOnlyList<string> wanted, Exception exception) => new(
        ErrorCode.SshAuthFailed,
        $"{target.EndpointFirst} accepted the key of user '{SafeText.Line(target.User)}' and wants a second factor as well ({SafeText.Line(string.Join(", ", wanted))}). Bootstrap has none.",
        $"Let this account log in with a key alone (AuthenticationMethods in the {(target.IsBastion ? "bastion" : "host")}'s sshd_config, in a Match block), or set another user.",
        exception);

    /// <summary>The host hung up while the agent still had to sign.</summary>
    public static HostFailureException AgentTooLate(SshTarget target, Exception exception) => new(
        ErrorCode.TimedOut,
        $"{target.EndpointFirst} hung up while ssh-agent was asked to sign the login.",
        "Touch the token or confirm the request sooner (LoginGraceTime in the host's sshd_config limits the login), or name a key that needs no person with ssh.privateKeyPath.",
        exception);

    // "No suitable authentication method found to complete authentication (password,keyboard-interactive)."
    public static string[]? AllowedIn(string message)
    {
        var (open, close) = (message.LastIndexOf('('), message.LastIndexOf(')'));
        return open >= 0 && close > open ? message[(open + 1)..close].Split(',') : null;
    }

    private static HostFailureException Unsigned(SshTarget target, Login login, string why, Exception exception) => new(
        ErrorCode.SshAuthFailed,
        $"ssh-agent {why} when it was asked to sign the login of user '{SafeText.Line(target.User)}' to {target.Endpoint} ({login.Identities.Description}).",
        "Unlock the agent, touch the token or confirm the request, or name a key that needs no person with ssh.privateKeyPath.",
        exception);

    // "The connection was closed by the remote host: REASON (CODE)."
    private static string Quote(Exception exception) => SafeText.Line(exception.Message).TrimEnd('.');
}

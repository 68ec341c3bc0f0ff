using Renci.SshNet.Common;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>Describes a login that the host or the agent rejected.</summary>
internal static class LoginFailure
{
    private const string TooMany = "Too many authentication failures";
    private const string RsaHint = " The host may also reject RSA keys: see RequiredRSASize and PubkeyAcceptedAlgorithms in its sshd_config, or use an ed25519 key.";

    /// <summary>The host rejected all keys.</summary>
    public static HostFailureException Refused(SshTarget target, Login login, string[]? allowed, Exception exception)
    {
        if (login.AgentRefusal is { } why) return Unsigned(target, login, why, exception);
        var reply = allowed is { Length: > 0 } ? $"Allowed methods: {string.Join(", ", allowed)}" : $"The server said: \"{Quote(exception)}\"";
        return new HostFailureException(
            ErrorCode.SshAuthFailed,
            $"{target.EndpointFirst} rejected user '{SafeText.Line(target.User)}' with the keys from {login.Identities.Description}. {SafeText.Line(reply)}.",
            (target.IsBastion
                ? "Add the public key to that user's authorized_keys on the bastion (the bastion and the hosts use the same keys), or correct the user in ssh.proxyJump."
                : "Add the public key to that user's authorized_keys on the host, or set ssh.user and ssh.privateKeyPath to a login that the host accepts.")
            + (login.Identities.HasEncryptedFile ? " For an encrypted key, set ssh.passphraseEnv to the variable that holds its passphrase." : "")
            + (login.TriedRsa ? RsaHint : ""),
            exception);
    }

    /// <summary>A setting allows none of the keys.</summary>
    public static HostFailureException KeptBack(SshTarget target, Login login, AlgorithmList list, Exception exception) => new(
        ErrorCode.SshAuthFailed,
        $"{target.EndpointFirst} does not let user '{SafeText.Line(target.User)}' in without a key, and {list.Setting} allows none of the keys from {login.Identities.Description}.",
        $"Add the algorithm of a key there ({string.Join(" or ", login.Identities.Offers.Select(offer => offer.Algorithm.Name).Distinct(StringComparer.Ordinal))}), or use another key.",
        exception);

    /// <summary>The host ended the login with a reason.</summary>
    public static HostFailureException Ended(SshTarget target, Login login, string[]? allowed, Exception exception)
    {
        if (login.Tried >= 1 && exception.Message.Contains(TooMany, StringComparison.OrdinalIgnoreCase))
            return new HostFailureException(
                ErrorCode.SshAuthFailed,
                $"{target.EndpointFirst} ended the login of user '{SafeText.Line(target.User)}' after {login.Tried} of {login.Identities.Count} keys from {login.Identities.Description}: \"{TooMany}\".",
                "Set ssh.privateKeyPath to the right key (its .pub file selects a key in ssh-agent).",
                exception);

        return exception is SshConnectionException
            ? new HostFailureException(
                ErrorCode.SshAuthFailed,
                $"{target.EndpointFirst} ended the login of user '{SafeText.Line(target.User)}': \"{Quote(exception)}\".",
                "Check sshd's log on the host, or set ssh.user to another account.",
                exception)
            : Refused(target, login, allowed, exception);
    }

    /// <summary>The key was accepted, but the server requires more.</summary>
    public static HostFailureException WantsMore(SshTarget target, IReadOnlyList<string> wanted, Exception exception) => new(
        ErrorCode.SshAuthFailed,
        $"{target.EndpointFirst} accepted the key of user '{SafeText.Line(target.User)}' but requires a second factor ({SafeText.Line(string.Join(", ", wanted))}), which bootstrap does not support.",
        $"Allow this account to log in with only a key (AuthenticationMethods in the {(target.IsBastion ? "bastion" : "host")}'s sshd_config, in a Match block), or set another user.",
        exception);

    /// <summary>The host closed the connection before the agent signed.</summary>
    public static HostFailureException AgentTooLate(SshTarget target, Exception exception) => new(
        ErrorCode.TimedOut,
        $"{target.EndpointFirst} closed the connection while waiting for ssh-agent to sign the login.",
        "Touch the token or confirm the request sooner (LoginGraceTime in the host's sshd_config limits the login), or set ssh.privateKeyPath to a key that needs no confirmation.",
        exception);

    // "No suitable authentication method found to complete authentication (password,keyboard-interactive)."
    public static string[]? AllowedIn(string message)
    {
        var (open, close) = (message.LastIndexOf('('), message.LastIndexOf(')'));
        return open >= 0 && close > open ? message[(open + 1)..close].Split(',') : null;
    }

    private static HostFailureException Unsigned(SshTarget target, Login login, string why, Exception exception) => new(
        ErrorCode.SshAuthFailed,
        $"ssh-agent {why} when asked to sign the login of user '{SafeText.Line(target.User)}' to {target.Endpoint} ({login.Identities.Description}).",
        "Unlock the agent, touch the token or confirm the request, or set ssh.privateKeyPath to a key that needs no confirmation.",
        exception);

    // "The connection was closed by the remote host: REASON (CODE)."
    private static string Quote(Exception exception) => SafeText.Line(exception.Message).TrimEnd('.');
}

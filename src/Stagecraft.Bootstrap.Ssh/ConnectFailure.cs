using System.Net.Sockets;
using Renci.SshNet.Common;
using Renci.SshNet.Messages.Transport;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Ssh.Authentication;
using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>What a failed connection tells a person.</summary>
internal static class ConnectFailure
{
    private const string CheckReach = "Check the host's address and SSH port, that it is up, and that no firewall stands between.";
    private const string CheckBastion = "Check ssh.proxyJump, that the bastion is up, and that no firewall stands between.";
    private const string CheckServer = "Check that an SSH server listens there; a host that is still booting or overloaded may need a longer ssh.connectTimeout.";

    public static HostFailureException From(
        Exception exception, SshTarget target, ConnectPhase phase, TimeSpan timeout, SshIdentities identities, string[]? allowed, string banner) => exception switch
        {
            SocketException socket when phase == ConnectPhase.Greeting => Unreachable(target, Cause(socket), exception),
            // The one difference that SSH.NET makes between a host that is silent and one that accepted the connection.
            SshOperationTimeoutException when exception.Message.StartsWith("Connection failed to establish", StringComparison.Ordinal) =>
                Unreachable(target, $"no answer within {Seconds(timeout)}", exception),
            SshOperationTimeoutException => TimedOut(target, phase, timeout, exception),
            SshAuthenticationException => Refused(target, identities, allowed ?? AllowedIn(exception.Message), exception),
            SshConnectionException when phase == ConnectPhase.Greeting => new HostFailureException(
                ErrorCode.SshUnreachable,
                $"{target.EndpointFirst} answers, but not as an SSH server: {Sentence(exception)}",
                CheckServer,
                exception),
            SshConnectionException { DisconnectReason: DisconnectReason.KeyExchangeFailed } => new HostFailureException(
                ErrorCode.SshUnreachable,
                $"{target.EndpointFirst} and this client have no way to exchange keys: {Sentence(exception)}",
                "Update the host's SSH server; what relies on SHA-1 or CBC is not offered.",
                exception),
            _ when phase == ConnectPhase.Authentication && LastLine(banner) is { } why => ShutOut(target, why, exception),
            _ when phase == ConnectPhase.Authentication && !IsDrop(exception) => Refused(target, identities, allowed, exception),
            _ => new HostFailureException(
                ErrorCode.SshConnectionLost,
                $"{target.EndpointFirst} dropped the connection during the {Name(phase)}: {Sentence(exception)}",
                CheckServer,
                exception),
        };

    public static HostFailureException TimedOut(SshTarget target, ConnectPhase phase, TimeSpan limit, Exception exception) => new(
        ErrorCode.TimedOut,
        $"{target.EndpointFirst} accepted the connection, but the {Name(phase)} did not end within {Seconds(limit)}.",
        CheckServer,
        exception);

    public static HostFailureException NoKey(SshTarget target, SshIdentities identities) => new(
        ErrorCode.SshAuthFailed,
        $"There is no SSH key to log in to {target.Endpoint} with: {identities.Description}.",
        "Set ssh.privateKeyPath, add a key to ssh-agent, or create one with ssh-keygen and give the host its public half.");

    // A server that refuses says so; one that only goes away has refused nothing.
    private static bool IsDrop(Exception exception) => exception switch
    {
        SshConnectionException connection => connection.DisconnectReason is DisconnectReason.None or DisconnectReason.ConnectionLost,
        SocketException socket => socket.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown,
        _ => false,
    };

    private static HostFailureException Unreachable(SshTarget target, string cause, Exception exception) => new(
        ErrorCode.SshUnreachable,
        $"{target.EndpointFirst} cannot be reached: {cause}.",
        target.IsBastion ? CheckBastion : CheckReach,
        exception);

    private static HostFailureException Refused(SshTarget target, SshIdentities identities, string[]? allowed, Exception exception)
    {
        var reply = allowed is { Length: > 0 } ? $"it allows {string.Join(", ", allowed)}" : $"it said: {SafeText.Line(exception.Message).TrimEnd('.')}";
        return new HostFailureException(
            ErrorCode.SshAuthFailed,
            $"{target.EndpointFirst} refused user '{SafeText.Line(target.User)}' with publickey from {identities.Description}; {SafeText.Line(reply)}.",
            target.IsBastion
                ? "Put the public key into that user's authorized_keys on the bastion (the same keys are for it and for the hosts), or correct the user in ssh.proxyJump."
                : "Put the public key into that user's authorized_keys on the host, or set ssh.user and ssh.privateKeyPath to what the host accepts.",
            exception);
    }

    // An account that is locked or has expired, a host that is going down: sshd takes the key, sends the reason as a
    // banner and hangs up. https://github.com/openssh/openssh-portable/blob/master/auth2.c (userauth_finish)
    private static HostFailureException ShutOut(SshTarget target, string why, Exception exception) => new(
        ErrorCode.SshAuthFailed,
        $"{target.EndpointFirst} does not let user '{SafeText.Line(target.User)}' in; it said: {why.TrimEnd('.')}.",
        "On the host, see 'passwd -S' and 'chage -l' of that user and sshd's log, or set ssh.user to another account.",
        exception);

    private static string? LastLine(string text) =>
        text.Split('\n').LastOrDefault(line => line.Trim().Length > 0) is { } line ? SafeText.Line(line) : null;

    // "No suitable authentication method found to complete authentication (password,keyboard-interactive)."
    private static string[]? AllowedIn(string message)
    {
        var (open, close) = (message.LastIndexOf('('), message.LastIndexOf(')'));
        return open >= 0 && close > open ? message[(open + 1)..close].Split(',') : null;
    }

    private static string Cause(SocketException exception) => exception.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "the connection was refused",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "the name does not resolve",
        SocketError.TimedOut => "no answer",
        SocketError.HostUnreachable or SocketError.HostDown => "there is no route to the host",
        SocketError.NetworkUnreachable or SocketError.NetworkDown => "there is no route to its network",
        SocketError.ConnectionReset or SocketError.ConnectionAborted => "the connection was reset",
        _ => SafeText.Line(exception.Message).TrimEnd('.'),
    };

    private static string Name(ConnectPhase phase) => phase switch
    {
        ConnectPhase.Greeting => "SSH greeting",
        ConnectPhase.KeyExchange => "key exchange",
        _ => "authentication",
    };

    private static string Sentence(Exception exception) => SafeText.Line(exception.Message).TrimEnd('.') + ".";

    private static string Seconds(TimeSpan limit) => $"{limit.TotalSeconds:0.###} s";
}

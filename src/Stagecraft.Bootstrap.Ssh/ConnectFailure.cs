using System.Net.Sockets;
using Renci.SshNet.Common;
using Renci.SshNet.Messages.Transport;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>Describes a failed connection.</summary>
internal static class ConnectFailure
{
    private const string CheckReach = "Check the host's address and SSH port, that the host is up, and that no firewall blocks the connection.";
    private const string CheckBastion = "Check ssh.proxyJump, that the bastion is up, and that no firewall blocks the connection.";
    private const string CheckServer = "Check that an SSH server listens on this port. A booting or overloaded host may need a longer ssh.connectTimeout.";

    private static readonly string[] OtherProtocols = ["HTTP/", "<", "220", "* OK", "+OK"];

    public static HostFailureException From(
        Exception exception, SshTarget target, ConnectPhase phase, TimeSpan timeout, Login login, string[]? allowed, string greeting) => exception switch
        {
            SocketException when phase == ConnectPhase.Greeting && IsTurnedAway(exception) =>
                TurnedAway(target, "reset the connection", greeting, exception),
            SocketException socket when phase == ConnectPhase.Greeting => Unreachable(target, Cause(socket), exception),
            // The message is the only way to distinguish a host that did not accept the connection from one that did.
            SshOperationTimeoutException when exception.Message.StartsWith("Connection failed to establish", StringComparison.Ordinal) =>
                Unreachable(target, $"no answer within {Seconds(timeout)}", exception),
            SshOperationTimeoutException => TimedOut(target, phase, timeout, phase == ConnectPhase.Authentication ? login.LastBanner : "", exception),
            _ when login.RequiredMethods is { } wanted => LoginFailure.WantsMore(target, wanted, exception),
            SshAuthenticationException when login.KeepsKeysBack is { } list => LoginFailure.KeptBack(target, login, list, exception),
            SshAuthenticationException when login.Identities.Count == 0 => NoKey(target, login.Identities, exception),
            SshAuthenticationException => LoginFailure.Refused(target, login, allowed ?? LoginFailure.AllowedIn(exception.Message), exception),
            SshConnectionException when phase == ConnectPhase.Greeting && IsOtherProtocol(greeting) => new HostFailureException(
                ErrorCode.SshUnreachable,
                $"{target.EndpointFirst} answers, but is not an SSH server: \"{SafeText.Line(greeting)}\".",
                "Correct the host's SSH port (ssh.port, sshPort), or start an SSH server there.",
                exception),
            SshConnectionException when phase == ConnectPhase.Greeting => TurnedAway(target, "closed the connection", greeting, exception),
            SshConnectionException { DisconnectReason: DisconnectReason.KeyExchangeFailed } => new HostFailureException(
                ErrorCode.SshUnreachable,
                $"{target.EndpointFirst} and this client could not complete the key exchange: {Sentence(exception)}",
                "Update the host's SSH server. Algorithms that use SHA-1 or CBC are not supported.",
                exception),
            _ when phase == ConnectPhase.Authentication && !IsDrop(exception) => LoginFailure.Ended(target, login, allowed, exception),
            _ when phase == ConnectPhase.Authentication && login.Said.Trim().Length > 0 => AccountRefusal.Of(target, login.Said, exception),
            _ when phase == ConnectPhase.Authentication && login.AgentIsSlow => LoginFailure.AgentTooLate(target, exception),
            _ => new HostFailureException(
                ErrorCode.SshConnectionLost,
                $"{target.EndpointFirst} dropped the connection during the {Name(phase)}: {Sentence(exception)}",
                CheckServer,
                exception),
        };

    /// <summary>Whether the server closed a connection that it had accepted. It may have sent the reason in place of the greeting.</summary>
    public static bool IsTurnedAway(Exception exception) => exception is
        SshConnectionException or SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown };

    /// <summary>A phase exceeded its limit.</summary>
    /// <param name="target">The target of the connection.</param>
    /// <param name="phase">The phase.</param>
    /// <param name="limit">The limit.</param>
    /// <param name="said">The last banner of the server, which may ask a person to do something; empty if there was none.</param>
    /// <param name="exception">The cause.</param>
    public static HostFailureException TimedOut(SshTarget target, ConnectPhase phase, TimeSpan limit, string said, Exception exception) => new(
        ErrorCode.TimedOut,
        $"{target.EndpointFirst} accepted the connection, but the {Name(phase)} did not finish within {Seconds(limit)}.{(said.Trim().Length > 0 ? $" The host said: \"{SafeText.Line(said)}\"" : "")}",
        said.Trim().Length > 0 ? "Do what the host asks for, then run again. On a terminal, bootstrap waits for it. A host that asks on every login cannot be used from a build." : CheckServer,
        exception);

    private static HostFailureException NoKey(SshTarget target, SshIdentities identities, Exception exception) => new(
        ErrorCode.SshAuthFailed,
        $"No SSH key is available to log in to {target.Endpoint}, which does not let user '{SafeText.Line(target.User)}' in without one: {identities.Description}.",
        "Set ssh.privateKeyPath, add a key to ssh-agent, or create one with ssh-keygen and add its public key to the host.",
        exception);

    // A server that rejects a login sends a reason. A dropped connection is not a rejection.
    private static bool IsDrop(Exception exception) => exception switch
    {
        SshConnectionException connection => connection.DisconnectReason is DisconnectReason.None or DisconnectReason.ConnectionLost,
        SocketException socket => socket.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown,
        _ => false,
    };

    // Login limits close the connection before the greeting: sshd's MaxStartups and PerSourcePenalties (since OpenSSH 9.8),
    // fail2ban and hosts.deny. So do servers of other kinds.
    private static HostFailureException TurnedAway(SshTarget target, string how, string greeting, Exception exception) => new(
        ErrorCode.SshUnreachable,
        $"{target.EndpointFirst} {how} before its SSH greeting{(greeting.Length > 0 ? $": \"{SafeText.Line(greeting).TrimEnd('.')}\"" : "")}.",
        "If an SSH server listens there, it limits connections (MaxStartups, PerSourcePenalties, fail2ban, hosts.deny). Wait a few minutes, then run again; lower maxParallelHosts if hosts share an address.",
        exception);

    /// <summary>Whether this is the first line of a web, FTP or mail server.</summary>
    public static bool IsOtherProtocol(string greeting) =>
        Array.Exists(OtherProtocols, begin => greeting.StartsWith(begin, StringComparison.OrdinalIgnoreCase));

    private static HostFailureException Unreachable(SshTarget target, string cause, Exception exception) => new(
        ErrorCode.SshUnreachable,
        $"{target.EndpointFirst} cannot be reached: {cause}.",
        target.IsBastion ? CheckBastion : CheckReach,
        exception);

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

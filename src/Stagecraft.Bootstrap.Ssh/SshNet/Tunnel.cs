using System.Net.Sockets;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace Stagecraft.Bootstrap.Ssh;

/// <summary>The way of one client to its host that is not a separate TCP connection.</summary>
/// <param name="target">The target of the tunnel.</param>
/// <param name="timeout">The time limit of the client's connection.</param>
internal abstract class Tunnel(SshTarget target, TimeSpan timeout) : IDisposable
{
    protected SshTarget Target => target;

    protected TimeSpan Timeout => timeout;

    // If a silent unknown client connects first, the real client must still have enough time.
    protected LoopbackProxy Door { get; } = new(timeout / 2);

    /// <summary>The connection settings that make SSH.NET use the tunnel.</summary>
    public ConnectionInfo ConnectionInfo(AuthenticationMethod[] methods) => new(
        target.Address, target.Port, target.User, ProxyTypes.Http, "127.0.0.1", Door.Port, Door.UserName, Door.Password, methods);

    /// <summary>The failure of the tunnel; null if the host itself failed.</summary>
    /// <param name="exception">What the client reported.</param>
    public abstract HostFailureException? FailureOf(Exception exception);

    public virtual void Dispose() => Door.Dispose();
}

/// <summary>The path of one client through a bastion, forwarded by a dedicated thread.</summary>
internal sealed class BastionTunnel : Tunnel
{
    private readonly SshClient bastion;

    private volatile Exception? failure;
    private volatile bool open;

    public BastionTunnel(SshClient bastion, SshTarget target, TimeSpan timeout)
        : base(target, timeout)
    {
        this.bastion = bastion;
        _ = DedicatedThread.Run(Carry);
    }

    /// <summary>The bastion has connected to the host.</summary>
    public bool IsOpen => open;

    /// <summary>The connection to the bastion was lost.</summary>
    public bool IsLost => !bastion.IsConnected;

    /// <summary>Why the bastion did not connect; null if no failure is known.</summary>
    public Exception? Failure => failure;

    public override HostFailureException? FailureOf(Exception exception) => TunnelFailure.Of(this, Target, Timeout, exception);

    private void Carry()
    {
        try
        {
            using var socket = Door.Enter();
            using var channel = new DirectChannel(bastion);
            if (!TryOpen(channel, socket)) return;
            open = true;
            channel.Carry();
        }
        catch (Exception exception) when (exception is SocketException or SshException or ObjectDisposedException or InvalidOperationException)
        {
            // One side closed the connection. The client sees its socket close and reports the failure.
        }
        finally
        {
            Door.Dispose();
        }
    }

    // The failure is recorded before the socket closes, because the client then reads it.
    private bool TryOpen(DirectChannel channel, Socket socket)
    {
        try
        {
            channel.Open(Target.Address, Target.Port, socket);
            return true;
        }
        catch (Exception exception) when (exception is ChannelRefusedException or SshException or SocketException or ObjectDisposedException)
        {
            failure = exception;
            return false;
        }
    }
}

/// <summary>Describes a connection failure in a tunnel through a bastion: the hop and the reason.</summary>
internal static class TunnelFailure
{
    private const string CheckHost = "Check the host's address and SSH port as seen from the bastion, that the host is up, and that no firewall blocks the connection.";

    /// <summary>Null if the tunnel is open, because then the host itself failed.</summary>
    public static HostFailureException? Of(BastionTunnel tunnel, SshTarget target, TimeSpan timeout, Exception exception)
    {
        var bastion = target.Through!;
        return tunnel switch
        {
            { IsLost: true } => new HostFailureException(
                ErrorCode.SshConnectionLost,
                $"The connection to {bastion.Endpoint} was lost while connecting through it to {target.Socket}.",
                "Check that the bastion is up, then run again.",
                exception),
            { Failure: ChannelRefusedException { IsProhibited: true } refused } => Prohibited(bastion, target.Socket, refused),
            { Failure: ChannelRefusedException refused } => new HostFailureException(
                ErrorCode.SshUnreachable,
                $"{target.Socket} cannot be reached from {bastion.Endpoint}: {SafeText.Line(refused.Message).TrimEnd('.')}.",
                CheckHost,
                exception),
            { IsOpen: false } => new HostFailureException(
                ErrorCode.SshUnreachable,
                $"{target.Socket} cannot be reached from {bastion.Endpoint}: no answer within {timeout.TotalSeconds:0.###} s.",
                CheckHost,
                exception),
            _ => null,
        };
    }

    public static HostFailureException Prohibited(SshTarget bastion, string host, ChannelRefusedException refused) => new(
        ErrorCode.SshUnreachable,
        $"{bastion.EndpointFirst} does not allow connections through it to {host}.",
        "Allow TCP forwarding in the bastion's sshd_config (AllowTcpForwarding, PermitOpen, DisableForwarding) and in that user's authorized_keys.",
        refused);
}

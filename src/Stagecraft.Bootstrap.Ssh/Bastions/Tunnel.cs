using System.Net.Sockets;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace Stagecraft.Bootstrap.Ssh.Bastions;

/// <summary>The path of one client through a bastion, forwarded by a dedicated thread.</summary>
internal sealed class Tunnel : IDisposable
{
    private readonly LocalDoor door;
    private readonly SshTarget target;
    private readonly SshClient bastion;

    private volatile Exception? failure;
    private volatile bool open;

    /// <param name="bastion">The bastion.</param>
    /// <param name="target">The target of the tunnel.</param>
    /// <param name="timeout">The time limit of the client's connection.</param>
    public Tunnel(SshClient bastion, SshTarget target, TimeSpan timeout)
    {
        // If a silent unknown client connects first, the real client must still have enough time.
        (this.bastion, this.target, door) = (bastion, target, new LocalDoor(timeout / 2));
        _ = DedicatedThread.Run(Carry);
    }

    /// <summary>The bastion has connected to the host.</summary>
    public bool IsOpen => open;

    /// <summary>The connection to the bastion was lost.</summary>
    public bool IsLost => !bastion.IsConnected;

    /// <summary>Why the bastion did not connect; null if no failure is known.</summary>
    public Exception? Failure => failure;

    /// <summary>The connection settings that make SSH.NET use the tunnel.</summary>
    public ConnectionInfo ConnectionInfo(AuthenticationMethod[] methods) => new(
        target.Address, target.Port, target.User, ProxyTypes.Http, "127.0.0.1", door.Port, door.UserName, door.Password, methods);

    public void Dispose() => door.Dispose();

    private void Carry()
    {
        try
        {
            using var socket = door.Enter();
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
            door.Dispose();
        }
    }

    // The failure is recorded before the socket closes, because the client then reads it.
    private bool TryOpen(DirectChannel channel, Socket socket)
    {
        try
        {
            channel.Open(target.Address, target.Port, socket);
            return true;
        }
        catch (Exception exception) when (exception is ChannelRefusedException or SshException or SocketException or ObjectDisposedException)
        {
            failure = exception;
            return false;
        }
    }
}

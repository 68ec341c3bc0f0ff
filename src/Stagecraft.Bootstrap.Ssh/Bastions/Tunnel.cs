using System.Net.Sockets;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace Stagecraft.Bootstrap.Ssh.Bastions;

/// <summary>The way of one client through a bastion, carried by a thread of its own.</summary>
internal sealed class Tunnel : IDisposable
{
    private readonly LocalDoor door;
    private readonly SshTarget target;
    private readonly SshClient bastion;

    private volatile Exception? failure;
    private volatile bool open;

    /// <param name="bastion">What it goes through.</param>
    /// <param name="target">What it leads to.</param>
    /// <param name="timeout">The limit of the client's connection.</param>
    public Tunnel(SshClient bastion, SshTarget target, TimeSpan timeout)
    {
        // A stranger on this machine who comes first and says nothing must leave the client time enough.
        (this.bastion, this.target, door) = (bastion, target, new LocalDoor(timeout / 2));
        _ = DedicatedThread.Run(Carry);
    }

    /// <summary>The bastion has connected to the host.</summary>
    public bool IsOpen => open;

    /// <summary>The bastion itself is gone.</summary>
    public bool IsLost => !bastion.IsConnected;

    /// <summary>Why the bastion did not connect; null as long as it has not said.</summary>
    public Exception? Failure => failure;

    /// <summary>What tells SSH.NET to go this way.</summary>
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
            // One side is gone. The client sees its socket close, and tells what it lost.
        }
        finally
        {
            door.Dispose();
        }
    }

    // Noted before the socket closes: the client will ask why.
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

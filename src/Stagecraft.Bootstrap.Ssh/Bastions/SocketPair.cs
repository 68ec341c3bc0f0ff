using System.Net;
using System.Net.Sockets;

namespace Stagecraft.Bootstrap.Ssh.Bastions;

/// <summary>Two connected sockets of this machine: a channel carries one of them, the other is ours.</summary>
internal sealed class SocketPair : IDisposable
{
    public SocketPair()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Ours = new Socket(SocketType.Stream, ProtocolType.Tcp);
        Ours.Connect(listener.LocalEndpoint);
        Carried = listener.AcceptSocket();
    }

    public Socket Ours { get; }

    public Socket Carried { get; }

    public void Dispose()
    {
        Ours.Dispose();
        Carried.Dispose();
    }
}

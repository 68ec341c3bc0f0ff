using System.Net;
using System.Net.Sockets;

namespace Stagecraft.Bootstrap.Ssh.Bastions;

/// <summary>Two connected local sockets: a channel forwards one of them; this process uses the other.</summary>
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

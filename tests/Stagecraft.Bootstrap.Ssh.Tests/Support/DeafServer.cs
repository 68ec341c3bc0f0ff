using System.Net;
using System.Net.Sockets;

namespace Stagecraft.Bootstrap.Ssh.Tests.Support;

/// <summary>A port that does not answer: a listener with a full queue drops new connections.</summary>
internal sealed class DeafServer : IDisposable
{
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> fillers = [.. Enumerable.Range(0, 4).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))];

    public DeafServer()
    {
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        fillers.ForEach(filler => _ = filler.ConnectAsync(listener.LocalEndPoint!));
        // One connection fills the queue.
        Eventually.Holds(() => listener.Poll(0, SelectMode.SelectRead));
    }

    public int Port => ((IPEndPoint)listener.LocalEndPoint!).Port;

    public void Dispose()
    {
        fillers.ForEach(filler => filler.Dispose());
        listener.Dispose();
    }
}

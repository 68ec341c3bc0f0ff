using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Stagecraft.Bootstrap.Ssh.Tests.Support;

/// <summary>Accepts every connection, sends one text, and then stays silent or closes.</summary>
internal sealed class RawServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> held = [];

    public RawServer(string greeting, bool hangsUp = false)
    {
        listener.Start();
        _ = ServeAsync(Encoding.ASCII.GetBytes(greeting), hangsUp);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>The number of clients that have sent at least so many bytes.</summary>
    public int Clients(int sent)
    {
        lock (held) return held.Count(socket => socket.Available >= sent);
    }

    /// <summary>Ends the open connections.</summary>
    public void HangUp()
    {
        lock (held)
        {
            held.ForEach(socket => socket.Dispose());
            held.Clear();
        }
    }

    public void Dispose()
    {
        listener.Dispose();
        HangUp();
    }

    private async Task ServeAsync(byte[] greeting, bool hangsUp)
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptSocketAsync();
                await socket.SendAsync(greeting);
                if (hangsUp) socket.Shutdown(SocketShutdown.Send);
                lock (held) held.Add(socket);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}

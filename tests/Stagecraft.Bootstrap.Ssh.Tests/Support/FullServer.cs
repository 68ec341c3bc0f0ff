using System.Net;
using System.Net.Sockets;

namespace Stagecraft.Bootstrap.Ssh.Tests.Support;

/// <summary>Closes the first connections before any greeting, as sshd does past MaxStartups, and passes the others to a server.</summary>
internal sealed class FullServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private int accepted;

    /// <param name="port">The port of the server.</param>
    /// <param name="refusals">How many connections are closed.</param>
    public FullServer(int port, int refusals)
    {
        listener.Start();
        _ = ServeAsync(port, refusals);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>The number of connections so far.</summary>
    public int Accepted => Volatile.Read(ref accepted);

    public void Dispose() => listener.Dispose();

    private async Task ServeAsync(int port, int refusals)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync();
                if (Interlocked.Increment(ref accepted) <= refusals) client.Dispose();
                else _ = PassAsync(client, port);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static async Task PassAsync(TcpClient client, int port)
    {
        using var server = new TcpClient();
        using (client)
        {
            await server.ConnectAsync(IPAddress.Loopback, port);
            await Task.WhenAny(client.GetStream().CopyToAsync(server.GetStream()), server.GetStream().CopyToAsync(client.GetStream()));
        }
    }
}

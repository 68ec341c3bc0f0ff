using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Stagecraft.Bootstrap.Ssh.Tests.Support;

/// <summary>Passes one connection on to a server, and keeps what both sides send. The lists of algorithms go over the wire in the clear.</summary>
internal sealed class Relay : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Task<(string FromClient, string FromServer)> seen;

    public Relay(int port)
    {
        listener.Start();
        seen = RelayAsync(port);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>What both sides have sent, when the connection has ended.</summary>
    public Task<(string FromClient, string FromServer)> SeenAsync() => Eventually.EndsAsync(seen);

    /// <summary>The first lists that the client sent: key exchange, host key, cipher and MAC (RFC 4253, section 7.1).</summary>
    public async Task<string[][]> ClientListsAsync()
    {
        var bytes = Encoding.Latin1.GetBytes((await SeenAsync()).FromClient);
        // The version line, the length of the packet and of its padding, the type of the message, and the cookie.
        var at = Array.IndexOf(bytes, (byte)'\n') + 1 + 4 + 1 + 1 + 16;
        var lists = new string[8][];
        for (var i = 0; i < lists.Length; i++)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at));
            lists[i] = Encoding.ASCII.GetString(bytes, at + 4, length).Split(',');
            at += 4 + length;
        }

        return [lists[0], lists[1], lists[2], lists[4]];
    }

    public void Dispose() => listener.Dispose();

    private async Task<(string FromClient, string FromServer)> RelayAsync(int port)
    {
        using var client = await listener.AcceptTcpClientAsync();
        using var server = new TcpClient("127.0.0.1", port);
        var up = CopyAsync(client.GetStream(), server);
        var down = CopyAsync(server.GetStream(), client);
        return (await up, await down);
    }

    private static async Task<string> CopyAsync(NetworkStream from, TcpClient to)
    {
        var sent = new StringBuilder();
        var buffer = new byte[16 * 1024];
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer)) > 0)
            {
                sent.Append(Encoding.Latin1.GetString(buffer, 0, read));
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read));
            }

            to.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is IOException or SocketException or InvalidOperationException)
        {
            // Either side may hang up first.
        }

        return sent.ToString();
    }
}

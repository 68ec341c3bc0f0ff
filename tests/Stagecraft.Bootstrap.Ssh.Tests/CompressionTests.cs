using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using Stagecraft.Bootstrap.Ssh.Tests.Support;

namespace Stagecraft.Bootstrap.Ssh.Tests;

/// <summary>60 KB of a host's must not become 60 MB here.</summary>
[TestClass]
[UnsupportedOSPlatform("windows")]
public sealed class CompressionTests
{
    [TestMethod]
    public async Task Compression_is_not_offered_to_a_server_that_offers_it()
    {
        using var home = new Workspace();
        using var server = new Sshd(["ed25519"], _ => "Compression yes");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var relay = RelayAsync(listener, server.Ports[0]);

        var result = await Wire.RunAsync(Wire.Options(home) with { PrivateKeyPath = server.ClientKey }, host: Wire.Host(((IPEndPoint)listener.LocalEndpoint).Port));

        Assert.AreEqual(0, result.ExitStatus);
        var (fromClient, fromServer) = await relay;
        // The lists of algorithms go over the wire in the clear.
        Assert.Contains("zlib@openssh.com", fromServer);
        Assert.Contains("curve25519-sha256", fromClient);
        Assert.DoesNotContain("zlib", fromClient);
    }

    private static async Task<(string FromClient, string FromServer)> RelayAsync(TcpListener listener, int port)
    {
        using var client = await listener.AcceptTcpClientAsync();
        using var server = new TcpClient("127.0.0.1", port);
        var up = CopyAsync(client.GetStream(), server);
        var down = CopyAsync(server.GetStream(), client);
        return (await up, await down);
    }

    private static async Task<string> CopyAsync(NetworkStream from, TcpClient to)
    {
        var seen = new StringBuilder();
        var buffer = new byte[16 * 1024];
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer)) > 0)
            {
                seen.Append(Encoding.Latin1.GetString(buffer, 0, read));
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read));
            }

            to.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is IOException or SocketException or InvalidOperationException)
        {
            // Either side may hang up first.
        }

        return seen.ToString();
    }
}

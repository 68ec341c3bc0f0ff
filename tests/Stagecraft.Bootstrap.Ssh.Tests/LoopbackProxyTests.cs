using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Stagecraft.Bootstrap.Ssh.Tests;

[TestClass]
public sealed class LoopbackProxyTests
{
    [TestMethod]
    public async Task It_accepts_only_one_client_with_the_secret()
    {
        using var proxy = new LoopbackProxy(TimeSpan.FromSeconds(1));
        using var silent = new TcpClient("127.0.0.1", proxy.Port);
        using var guessing = new TcpClient("127.0.0.1", proxy.Port);
        guessing.Client.Send("CONNECT host:22 HTTP/1.0\r\nProxy-Authorization: Basic dHVubmVsOmd1ZXNz\r\n\r\n"u8);
        using var ours = new TcpClient("127.0.0.1", proxy.Port);
        var credentials = Convert.ToBase64String(Encoding.ASCII.GetBytes($"{proxy.UserName}:{proxy.Password}"));
        ours.Client.Send(Encoding.ASCII.GetBytes($"CONNECT host:22 HTTP/1.0\r\nProxy-Authorization: Basic {credentials}\r\n\r\n"));

        // Only now, after all clients have sent their data: only the silent one can reach the timeout.
        using var entered = await Eventually.EndsAsync(Task.Run(proxy.Enter));

        Assert.AreEqual(((IPEndPoint)ours.Client.LocalEndPoint!).Port, ((IPEndPoint)entered.RemoteEndPoint!).Port);
        Assert.ThrowsExactly<SocketException>(() => new TcpClient("127.0.0.1", proxy.Port));
        Assert.AreEqual(0, guessing.Client.Receive(new byte[100]));
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Stagecraft.Bootstrap.Ssh.Tests;

[TestClass]
public sealed class LocalDoorTests
{
    [TestMethod]
    public async Task It_admits_only_who_knows_its_secret_and_only_once()
    {
        using var door = new LoopbackProxy(TimeSpan.FromSeconds(1));
        using var silent = new TcpClient("127.0.0.1", door.Port);
        using var guessing = new TcpClient("127.0.0.1", door.Port);
        guessing.Client.Send("CONNECT host:22 HTTP/1.0\r\nProxy-Authorization: Basic dHVubmVsOmd1ZXNz\r\n\r\n"u8);
        using var ours = new TcpClient("127.0.0.1", door.Port);
        var credentials = Convert.ToBase64String(Encoding.ASCII.GetBytes($"{door.UserName}:{door.Password}"));
        ours.Client.Send(Encoding.ASCII.GetBytes($"CONNECT host:22 HTTP/1.0\r\nProxy-Authorization: Basic {credentials}\r\n\r\n"));

        // Only now: all of them have said what they say, so it runs out of patience with the silent one only.
        using var entered = await Eventually.EndsAsync(Task.Run(door.Enter));

        Assert.AreEqual(((IPEndPoint)ours.Client.LocalEndPoint!).Port, ((IPEndPoint)entered.RemoteEndPoint!).Port);
        Assert.ThrowsExactly<SocketException>(() => new TcpClient("127.0.0.1", door.Port));
        Assert.AreEqual(0, guessing.Client.Receive(new byte[100]));
    }
}

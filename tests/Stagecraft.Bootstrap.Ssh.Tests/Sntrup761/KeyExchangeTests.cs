using System.Runtime.Versioning;
using Renci.SshNet;
using Stagecraft.Bootstrap.Ssh.Tests.Support;

namespace Stagecraft.Bootstrap.Ssh.Tests.Sntrup761;

/// <summary>The key exchange with a real server, and with the internals of SSH.NET that it uses.</summary>
[TestClass]
[UnsupportedOSPlatform("windows")]
public sealed class KeyExchangeTests
{
    private const string Name = "sntrup761x25519-sha512@openssh.com";

    [TestMethod]
    public void This_version_of_SSH_NET_has_the_internals() => Assert.IsTrue(KeyExchangeInternals.Available);

    [TestMethod]
    public void It_takes_the_place_of_the_one_of_SSH_NET()
    {
        var connection = new ConnectionInfo("127.0.0.1", "root", new NoneAuthenticationMethod("root"));
        string[] before = [.. connection.KeyExchangeAlgorithms.Keys];

        Assert.IsTrue(Sntrup761KeyExchange.Use(connection));

        Assert.AreSequenceEqual(before, connection.KeyExchangeAlgorithms.Keys.ToArray());
        foreach (var name in (string[])["sntrup761x25519-sha512", Name])
        {
            using var exchange = connection.KeyExchangeAlgorithms[name]();
            Assert.IsInstanceOfType<Sntrup761KeyExchange>(exchange, name);
        }
    }

    [TestMethod]
    public async Task A_server_and_we_agree_on_a_key()
    {
        using var home = new Workspace();
        using var server = new Sshd(["ed25519"], _ => $"KexAlgorithms {Name}");

        // Commands and their output are encrypted with the keys that follow from the exchange.
        for (var i = 0; i < 10; i++)
        {
            var result = await Wire.RunAsync(Wire.Options(home) with { PrivateKeyPath = server.ClientKey }, host: Wire.Host(server.Ports[0]));
            Assert.AreEqual(0, result.ExitStatus);
        }
    }
}

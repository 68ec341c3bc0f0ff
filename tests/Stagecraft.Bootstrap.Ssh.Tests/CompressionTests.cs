using System.Runtime.Versioning;
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
        using var relay = new Relay(server.Ports[0]);

        var result = await Wire.RunAsync(Wire.Options(home) with { PrivateKeyPath = server.ClientKey }, host: Wire.Host(relay.Port));

        Assert.AreEqual(0, result.ExitStatus);
        var (fromClient, fromServer) = await relay.SeenAsync();
        Assert.Contains("zlib@openssh.com", fromServer);
        Assert.Contains("curve25519-sha256", fromClient);
        Assert.DoesNotContain("zlib", fromClient);
    }
}

using Stagecraft.Bootstrap.Ssh.Tests.Support;

namespace Stagecraft.Bootstrap.Ssh.Tests;

/// <summary>A server whose process for the connection dies while it checks the key.</summary>
[TestClass]
public sealed class DropTests : ServerTests
{
    [TestMethod]
    public async Task A_connection_dropped_during_authentication_is_lost_not_refused()
    {
        using var sshd = new Sshd(["ed25519"], _ => $"""
            AuthorizedKeysCommand /bin/sh -c "kill -9 $PPID"
            AuthorizedKeysCommandUser {Environment.UserName}
            """);
        var options = Wire.Options(Home) with { PrivateKeyPath = Shell.Keygen(Home["key"]) };

        var failure = await Wire.FailureAsync(options, Wire.Host(sshd.Ports[0]));

        Assert.AreEqual(ErrorCode.SshConnectionLost, failure.Code, failure.Message + failure.InnerException);
    }
}

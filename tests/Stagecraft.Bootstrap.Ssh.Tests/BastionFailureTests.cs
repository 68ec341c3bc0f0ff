using Stagecraft.Bootstrap.Ssh.Tests.Support;

namespace Stagecraft.Bootstrap.Ssh.Tests;

/// <summary>Any failure on the way through a bastion names the hop and the reason.</summary>
[TestClass]
public sealed class BastionFailureTests : BastionServerTests
{
    [TestMethod]
    public async Task Strict_refuses_an_unknown_bastion_and_names_it()
    {
        var bastion = Bastions.Start();

        var failure = await Wire.FailureAsync(Through(bastion) with { HostKeyPolicy = HostKeyPolicy.Strict });

        Assert.AreEqual(ErrorCode.SshHostKeyUnknown, failure.Code);
        Assert.Contains($"The host key of the bastion 127.0.0.1:{bastion.Ports[0]} is not known", failure.Observed);
        Assert.DoesNotContain("sshHostKey", failure.Remedy);
        Assert.DoesNotContain("ublickey", bastion.Log);
    }

    [TestMethod]
    public async Task A_changed_bastion_key_is_refused_and_the_bastion_is_named()
    {
        var bastion = Bastions.Start();
        Home.Write(".ssh/known_hosts", $"[127.0.0.1]:{bastion.Ports[0]} {SharedServer.Sshd.HostPublicKey("ed25519")}\n");

        var failure = await Wire.FailureAsync(Through(bastion));

        Assert.AreEqual(ErrorCode.SshHostKeyMismatch, failure.Code);
        Assert.Contains($"The host key of the bastion 127.0.0.1:{bastion.Ports[0]} has changed: {Home[".ssh/known_hosts"]}:1 has", failure.Observed);
        Assert.Contains($"ssh-keygen -R '[127.0.0.1]:{bastion.Ports[0]}'", failure.Remedy);
    }

    [TestMethod]
    public async Task A_changed_key_behind_a_bastion_names_the_host_and_its_path()
    {
        var bastion = Bastions.Start();
        Home.Write(".ssh/known_hosts", $"[127.0.0.1]:{SharedServer.Port} {bastion.HostPublicKey("ed25519")}\n");

        var failure = await Wire.FailureAsync(Through(bastion));

        Assert.AreEqual(ErrorCode.SshHostKeyMismatch, failure.Code);
        Assert.Contains($"The host key of 127.0.0.1:{SharedServer.Port} (through 127.0.0.1:{bastion.Ports[0]}) has changed", failure.Observed);
    }

    [TestMethod]
    public async Task A_bastion_that_is_down_is_named_as_unreachable()
    {
        var port = Ports.Free(1)[0];

        var failure = await Wire.FailureAsync(Wire.Options(Home) with { ProxyJump = [new(Environment.UserName, "127.0.0.1", port)] });

        Assert.AreEqual(ErrorCode.SshUnreachable, failure.Code);
        Assert.AreEqual($"The bastion 127.0.0.1:{port} cannot be reached: the connection was refused.", failure.Observed);
        Assert.Contains("ssh.proxyJump", failure.Remedy);
    }

    [TestMethod]
    public async Task A_silent_bastion_times_out_and_is_named()
    {
        var (failure, port, seconds) = await Wire.OutOfTimeAsync("", sent: 4, port => Wire.Options(Home) with { ProxyJump = [new(null, "127.0.0.1", port)] }, _ => Wire.Host());

        Assert.AreEqual(ErrorCode.TimedOut, failure.Code);
        Assert.AreEqual($"The bastion 127.0.0.1:{port} accepted the connection, but the SSH greeting did not finish within {seconds} s.", failure.Observed);
    }

    [TestMethod]
    public async Task A_bastion_that_refuses_the_login_is_tried_once_for_all_hosts()
    {
        var bastion = Bastions.Start();
        var stranger = Shell.Keygen(Home["stranger"]);
        await using var connector = SshConnector.Create(Through(bastion) with { PrivateKeyPath = stranger });

        for (var i = 0; i < 3; i++)
        {
            var failure = await Assert.ThrowsExactlyAsync<HostFailureException>(() => connector.ConnectAsync(Wire.Host(), CancellationToken.None));
            Assert.AreEqual(ErrorCode.SshAuthFailed, failure.Code);
            Assert.AreEqual($"The bastion 127.0.0.1:{bastion.Ports[0]} rejected user '{Environment.UserName}' with the keys from {stranger}. Allowed methods: publickey.", failure.Observed);
            Assert.Contains("ssh.proxyJump", failure.Remedy);
        }

        Assert.HasCount(2, bastion.Log.Split("Failed publickey"));
    }

    [TestMethod]
    [DataRow("AllowTcpForwarding no")]
    [DataRow("DisableForwarding yes")]
    [DataRow("PermitOpen 127.0.0.1:9")]
    public async Task A_bastion_that_forbids_forwarding_is_reported(string setting)
    {
        var bastion = Bastions.Start(setting);

        var failure = await Wire.FailureAsync(Through(bastion));

        Assert.AreEqual(ErrorCode.SshUnreachable, failure.Code);
        Assert.AreEqual($"The bastion 127.0.0.1:{bastion.Ports[0]} does not allow connections through it to 127.0.0.1:{SharedServer.Port}.", failure.Observed);
        Assert.Contains("AllowTcpForwarding", failure.Remedy);
    }

    [TestMethod]
    [DataRow("127.0.0.1", "Connection refused")]
    [DataRow("no-such-host.invalid", "ame")]
    public async Task A_host_that_the_bastion_cannot_reach_fails_with_the_bastion_and_reason(string address, string why)
    {
        var (bastion, port) = (Bastions.Start(), Ports.Free(1)[0]);

        var failure = await Wire.FailureAsync(Through(bastion), Wire.Host(port, address));

        Assert.AreEqual(ErrorCode.SshUnreachable, failure.Code);
        Assert.StartsWith($"{address}:{port} cannot be reached from the bastion 127.0.0.1:{bastion.Ports[0]}: ", failure.Observed);
        Assert.Contains(why, failure.Observed);
        Assert.Contains("as seen from the bastion", failure.Remedy);
    }

    [TestMethod]
    public async Task A_host_that_does_not_answer_the_bastion_fails_alone_at_the_limit()
    {
        using var deaf = new DeafServer();
        var bastion = Bastions.Start();

        var seen = await Wire.WithLimitAsync<Tuple<HostFailureException, string, int>>(async seconds =>
        {
            await using var connector = SshConnector.Create(Through(bastion) with { ConnectTimeout = TimeSpan.FromSeconds(seconds) }, new ManualTime());
            IHostConnection other;
            try
            {
                other = await Eventually.EndsAsync(connector.ConnectAsync(Wire.Host(), CancellationToken.None));
            }
            catch (HostFailureException)
            {
                return null;
            }

            await using (other)
            {
                var failure = await Assert.ThrowsExactlyAsync<HostFailureException>(() => Eventually.EndsAsync(connector.ConnectAsync(Wire.Host(deaf.Port), CancellationToken.None)));
                return Tuple.Create(failure, (await other.RunAsync(Wire.Command("echo ready"), CancellationToken.None)).Output, seconds);
            }
        });

        var (failed, output, limit) = seen;
        Assert.AreEqual(ErrorCode.SshUnreachable, failed.Code);
        Assert.AreEqual($"127.0.0.1:{deaf.Port} cannot be reached from the bastion 127.0.0.1:{bastion.Ports[0]}: no answer within {limit} s.", failed.Observed);
        Assert.AreEqual("ready\n", output);
    }

    [TestMethod]
    public async Task A_silent_host_behind_a_bastion_times_out_and_is_named()
    {
        var bastion = Bastions.Start();

        var (failure, port, seconds) = await Wire.OutOfTimeAsync("", sent: 4, _ => Through(bastion), port => Wire.Host(port));

        Assert.AreEqual(ErrorCode.TimedOut, failure.Code);
        Assert.AreEqual(
            $"127.0.0.1:{port} (through 127.0.0.1:{bastion.Ports[0]}) accepted the connection, but the SSH greeting did not finish within {seconds} s.", failure.Observed);
    }

    private SshOptions Through(Sshd bastion) => Wire.Options(Home) with { ProxyJump = [BastionServers.Jump(bastion)] };
}

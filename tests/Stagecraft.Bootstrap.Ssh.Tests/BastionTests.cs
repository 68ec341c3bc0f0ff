using System.Security.Cryptography;
using System.Text;
using Stagecraft.Bootstrap.Ssh.Tests.Support;

namespace Stagecraft.Bootstrap.Ssh.Tests;

/// <summary>A real bastion in front of a real host, both on loopback.</summary>
[TestClass]
public sealed class BastionTests : BastionServerTests
{
    [TestMethod]
    public async Task A_host_is_reached_through_a_bastion_and_both_keys_are_recorded()
    {
        var bastion = Bastions.Start();

        var result = await Wire.RunAsync(Through(bastion));

        Assert.AreEqual("ready\n", result.Output);
        Assert.AreEqual(1, BastionServers.Logins(bastion));
        Assert.AreSequenceEqual(
            [$"[127.0.0.1]:{bastion.Ports[0]} {bastion.HostPublicKey("ed25519")}", $"[127.0.0.1]:{SharedServer.Port} {SharedServer.Sshd.HostPublicKey("ed25519")}"],
            File.ReadAllLines(Home[".ssh/known_hosts"]));
    }

    [TestMethod]
    public async Task Many_hosts_at_once_share_one_connection_to_the_bastion()
    {
        // sshd would refuse so many parallel logins.
        var bastion = Bastions.Start("MaxSessions 1");
        await using var connector = SshConnector.Create(Through(bastion));

        await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            await using var connection = await connector.ConnectAsync(Wire.Host(), CancellationToken.None);
            for (var n = 0; n < 3; n++)
                Assert.AreEqual($"{i}-{n}", (await connection.RunAsync(Wire.Command("sh -s", $"printf %s {i}-{n}"), CancellationToken.None)).Output);
        }));

        Assert.AreEqual(1, BastionServers.Logins(bastion));
    }

    [TestMethod]
    public async Task A_large_transfer_arrives_complete()
    {
        var text = string.Concat(Enumerable.Range(0, 700_000).Select(i => $"{i % 1000:000}\n"));

        var up = await Wire.RunAsync(Through(Bastions.Start()), "sha256sum", text);
        var down = await Wire.RunAsync(Through(Bastions.Start()), "head -c 1000000 /dev/zero | tr '\\0' x");

        Assert.StartsWith(Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text))), up.Output);
        Assert.AreEqual(new string('x', 1_000_000), down.Output);
    }

    [TestMethod]
    public async Task Several_bastions_are_used_in_order()
    {
        var (first, second) = (Bastions.Start(), Bastions.Start());
        var options = Through(first) with { ProxyJump = [BastionServers.Jump(first), BastionServers.Jump(second)] };

        Assert.AreEqual("ready\n", (await Wire.RunAsync(options)).Output);
        Bastions.Stop(second);
        var failure = await Wire.FailureAsync(options);

        Assert.AreEqual(ErrorCode.SshUnreachable, failure.Code);
        Assert.AreEqual($"127.0.0.1:{second.Ports[0]} cannot be reached from the bastion 127.0.0.1:{first.Ports[0]}: Connection refused.", failure.Observed);
    }

    [TestMethod]
    public async Task A_bastion_that_is_also_a_host_is_reached_directly()
    {
        var bastion = Bastions.Start("AllowTcpForwarding no");

        var result = await Wire.RunAsync(Through(bastion), host: Wire.Host(bastion.Ports[0]));

        Assert.AreEqual("ready\n", result.Output);
    }

    [TestMethod]
    public async Task A_host_behind_a_bastion_may_be_pinned()
    {
        var host = Wire.Host() with { SshHostKey = SharedServer.Sshd.HostFingerprint("rsa") };

        var result = await Wire.RunAsync(Through(Bastions.Start()), host: host);

        Assert.AreEqual("ready\n", result.Output);
    }

    [TestMethod]
    public async Task Cancelling_does_not_wait_for_a_silent_hop()
    {
        using var silent = new RawServer("");
        (SshOptions Options, int Port)[] ways =
        [
            (Wire.Options(Home) with { ProxyJump = [new(null, "127.0.0.1", silent.Port)] }, SharedServer.Port),
            (Through(Bastions.Start()), silent.Port),
        ];

        var hung = 0;
        foreach (var (options, port) in ways)
        {
            using var cancellation = new CancellationTokenSource();
            await using var connector = SshConnector.Create(options);
            var connecting = connector.ConnectAsync(Wire.Host(port), cancellation.Token);
            hung++;
            await Eventually.HoldsAsync(() => silent.Clients(sent: 4) == hung);
            await cancellation.CancelAsync();
            await Assert.ThrowsAsync<OperationCanceledException>(() => Eventually.EndsAsync(connecting));
        }
    }

    [TestMethod]
    public async Task A_lost_bastion_loses_its_hosts_and_the_next_host_reconnects()
    {
        var bastion = Bastions.Start();
        await using var connector = SshConnector.Create(Through(bastion));
        await using var first = await connector.ConnectAsync(Wire.Host(), CancellationToken.None);
        await using var second = await connector.ConnectAsync(Wire.Host(), CancellationToken.None);
        using var gate = new Gate(Home);
        Task<CommandResult>[] running =
        [
            first.RunAsync(Wire.Command($": >'{Home["first"]}'; {gate.Wait}"), CancellationToken.None),
            second.RunAsync(Wire.Command($": >'{Home["second"]}'; {gate.Wait}"), CancellationToken.None),
        ];
        await Eventually.HoldsAsync(() => File.Exists(Home["first"]) && File.Exists(Home["second"]));

        bastion.DropConnections();

        foreach (var command in running)
        {
            var failure = await Assert.ThrowsExactlyAsync<HostFailureException>(() => Eventually.EndsAsync(command));
            Assert.AreEqual(ErrorCode.SshConnectionLost, failure.Code);
            Assert.Contains($"127.0.0.1:{SharedServer.Port} (through 127.0.0.1:{bastion.Ports[0]})", failure.Observed);
        }

        await using var third = await connector.ConnectAsync(Wire.Host(), CancellationToken.None);
        Assert.AreEqual("ready\n", (await third.RunAsync(Wire.Command("echo ready"), CancellationToken.None)).Output);
    }

    [TestMethod]
    public async Task Disposing_the_connector_ends_the_connection_to_the_bastion()
    {
        var bastion = Bastions.Start();
        var connector = SshConnector.Create(Through(bastion));
        await (await connector.ConnectAsync(Wire.Host(), CancellationToken.None)).DisposeAsync();
        Assert.DoesNotContain("Received disconnect", bastion.Log);

        await connector.DisposeAsync();

        await Eventually.HoldsAsync(() => bastion.Log.Contains("Received disconnect"), () => bastion.Log);
    }

    [TestMethod]
    public async Task A_port_probe_goes_through_the_bastion()
    {
        var free = Ports.Free(1)[0];
        var bastion = Bastions.Start($"PermitOpen 127.0.0.1:{SharedServer.Port} 127.0.0.1:{free}");
        await using var probe = BastionProbe.Create(Through(bastion));
        await using var downs = BastionProbe.Create(Wire.Options(Home) with { ProxyJump = [new(null, "127.0.0.1", free)] });

        Assert.IsTrue(await probe.AcceptsAsync("127.0.0.1", SharedServer.Port, CancellationToken.None));
        Assert.IsFalse(await probe.AcceptsAsync("127.0.0.1", free, CancellationToken.None));
        Assert.IsFalse(await downs.AcceptsAsync("127.0.0.1", SharedServer.Port, CancellationToken.None));
        var failure = await Assert.ThrowsExactlyAsync<HostFailureException>(() => probe.AcceptsAsync("127.0.0.1", 9, CancellationToken.None));
        Assert.Contains("does not allow connections through it", failure.Observed);
        Assert.AreEqual(1, BastionServers.Logins(bastion));
    }

    private SshOptions Through(Sshd bastion) => Wire.Options(Home) with { ProxyJump = [BastionServers.Jump(bastion)] };
}

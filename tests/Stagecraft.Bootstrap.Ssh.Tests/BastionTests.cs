using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Stagecraft.Bootstrap.Remote;
using Stagecraft.Bootstrap.Results;
using Stagecraft.Bootstrap.Ssh.Bastions;
using Stagecraft.Bootstrap.Ssh.Tests.Support;

namespace Stagecraft.Bootstrap.Ssh.Tests;

/// <summary>A real bastion in front of a real host, both on loopback.</summary>
[TestClass]
public sealed class BastionTests : IDisposable
{
    private readonly Workspace home = new();
    private readonly List<Sshd> servers = [];

    [TestInitialize]
    public void NeedsServer() => Sshd.Require();

    public void Dispose()
    {
        servers.ForEach(server => server.Dispose());
        home.Dispose();
    }

    [TestMethod]
    public async Task A_host_is_reached_through_a_bastion_and_both_keys_are_recorded()
    {
        var bastion = Bastion();

        var result = await Wire.RunAsync(Through(bastion));

        Assert.AreEqual("ready\n", result.Output);
        Assert.AreEqual(1, Logins(bastion));
        CollectionAssert.AreEqual(
            new[] { $"[127.0.0.1]:{bastion.Ports[0]} {bastion.HostPublicKey("ed25519")}", $"[127.0.0.1]:{SharedServer.Port} {SharedServer.Sshd.HostPublicKey("ed25519")}" },
            File.ReadAllLines(home[".ssh/known_hosts"]));
    }

    [TestMethod]
    public async Task Many_hosts_at_once_share_one_connection_to_the_bastion()
    {
        // So many logins at once would be turned away.
        var bastion = Bastion("MaxSessions 1");
        await using var connector = SshConnector.Create(Through(bastion));

        await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            await using var connection = await connector.ConnectAsync(Wire.Host(), CancellationToken.None);
            for (var n = 0; n < 3; n++)
                Assert.AreEqual($"{i}-{n}", (await connection.RunAsync(Wire.Command("sh -s", $"printf %s {i}-{n}"), CancellationToken.None)).Output);
        }));

        Assert.AreEqual(1, Logins(bastion));
    }

    [TestMethod]
    public async Task A_lot_of_data_goes_through_whole()
    {
        var text = string.Concat(Enumerable.Range(0, 700_000).Select(i => $"{i % 1000:000}\n"));

        var up = await Wire.RunAsync(Through(Bastion()), "sha256sum", text);
        var down = await Wire.RunAsync(Through(Bastion()), "head -c 1000000 /dev/zero | tr '\\0' x");

        Assert.StartsWith(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(text))), up.Output);
        Assert.AreEqual(new string('x', 1_000_000), down.Output);
    }

    [TestMethod]
    public async Task Several_bastions_are_gone_through_in_their_order()
    {
        var (first, second) = (Bastion(), Bastion());
        var options = Through(first) with { ProxyJump = [.. Jump(first), .. Jump(second)] };

        Assert.AreEqual("ready\n", (await Wire.RunAsync(options)).Output);
        second.Dispose();
        servers.Remove(second);
        var failure = await Wire.FailureAsync(options);

        Assert.AreEqual(ErrorCode.SshUnreachable, failure.Code);
        Assert.AreEqual($"127.0.0.1:{second.Ports[0]} cannot be reached from the bastion 127.0.0.1:{first.Ports[0]}: Connection refused.", failure.Observed);
    }

    [TestMethod]
    public async Task A_bastion_that_is_one_of_the_hosts_is_not_reached_through_itself()
    {
        var bastion = Bastion("AllowTcpForwarding no");

        var result = await Wire.RunAsync(Through(bastion), host: Wire.Host(bastion.Ports[0]));

        Assert.AreEqual("ready\n", result.Output);
    }

    [TestMethod]
    public async Task A_host_behind_a_bastion_may_be_pinned()
    {
        var host = Wire.Host() with { SshHostKey = SharedServer.Sshd.HostFingerprint("rsa") };

        var result = await Wire.RunAsync(Through(Bastion()), host: host);

        Assert.AreEqual("ready\n", result.Output);
    }

    [TestMethod]
    public async Task A_bastion_that_is_not_known_is_refused_by_strict_as_the_bastion()
    {
        var bastion = Bastion();

        var failure = await Wire.FailureAsync(Through(bastion) with { HostKeyPolicy = HostKeyPolicy.Strict });

        Assert.AreEqual(ErrorCode.SshHostKeyUnknown, failure.Code);
        StringAssert.Contains(failure.Observed, $"The host key of the bastion 127.0.0.1:{bastion.Ports[0]} is not known");
        Assert.DoesNotContain("sshHostKey", failure.Remedy);
        Assert.DoesNotContain("ublickey", bastion.Log);
    }

    [TestMethod]
    public async Task A_bastion_whose_key_has_changed_is_refused_as_the_bastion()
    {
        var bastion = Bastion();
        home.Write(".ssh/known_hosts", $"[127.0.0.1]:{bastion.Ports[0]} {SharedServer.Sshd.HostPublicKey("ed25519")}\n");

        var failure = await Wire.FailureAsync(Through(bastion));

        Assert.AreEqual(ErrorCode.SshHostKeyMismatch, failure.Code);
        StringAssert.Contains(failure.Observed, $"The host key of the bastion 127.0.0.1:{bastion.Ports[0]} has changed: {home[".ssh/known_hosts"]}:1 holds");
        StringAssert.Contains(failure.Remedy, $"ssh-keygen -R '[127.0.0.1]:{bastion.Ports[0]}'");
    }

    [TestMethod]
    public async Task A_changed_key_of_a_host_behind_a_bastion_names_the_host_and_its_way()
    {
        var bastion = Bastion();
        home.Write(".ssh/known_hosts", $"[127.0.0.1]:{SharedServer.Port} {bastion.HostPublicKey("ed25519")}\n");

        var failure = await Wire.FailureAsync(Through(bastion));

        Assert.AreEqual(ErrorCode.SshHostKeyMismatch, failure.Code);
        StringAssert.Contains(failure.Observed, $"The host key of 127.0.0.1:{SharedServer.Port} (through 127.0.0.1:{bastion.Ports[0]}) has changed");
    }

    [TestMethod]
    public async Task A_bastion_that_is_down_is_unreachable_as_the_bastion()
    {
        var port = Ports.Free(1)[0];

        var failure = await Wire.FailureAsync(Wire.Options(home) with { ProxyJump = [new(Environment.UserName, "127.0.0.1", port)] });

        Assert.AreEqual(ErrorCode.SshUnreachable, failure.Code);
        Assert.AreEqual($"The bastion 127.0.0.1:{port} cannot be reached: the connection was refused.", failure.Observed);
        StringAssert.Contains(failure.Remedy, "ssh.proxyJump");
    }

    [TestMethod]
    public async Task A_bastion_that_says_nothing_times_out_as_the_bastion()
    {
        using var silent = new RawServer("");

        var failure = await Wire.FailureAsync(Hasty() with { ProxyJump = [new(null, "127.0.0.1", silent.Port)] });

        Assert.AreEqual(ErrorCode.TimedOut, failure.Code);
        Assert.AreEqual($"The bastion 127.0.0.1:{silent.Port} accepted the connection, but the SSH greeting did not end within 1 s.", failure.Observed);
    }

    [TestMethod]
    public async Task A_bastion_that_refuses_the_login_is_asked_once_for_all_hosts()
    {
        var bastion = Bastion();
        var stranger = Shell.Keygen(home["stranger"]);
        await using var connector = SshConnector.Create(Through(bastion) with { PrivateKeyPath = stranger });

        for (var i = 0; i < 3; i++)
        {
            var failure = await Assert.ThrowsExactlyAsync<HostFailureException>(() => connector.ConnectAsync(Wire.Host(), CancellationToken.None));
            Assert.AreEqual(ErrorCode.SshAuthFailed, failure.Code);
            Assert.AreEqual($"The bastion 127.0.0.1:{bastion.Ports[0]} refused user '{Environment.UserName}' with publickey from {stranger}; it allows publickey.", failure.Observed);
            StringAssert.Contains(failure.Remedy, "ssh.proxyJump");
        }

        Assert.HasCount(2, bastion.Log.Split("Failed publickey"));
    }

    [TestMethod]
    [DataRow("AllowTcpForwarding no")]
    [DataRow("DisableForwarding yes")]
    [DataRow("PermitOpen 127.0.0.1:9")]
    public async Task A_bastion_that_forbids_the_connection_says_so(string setting)
    {
        var bastion = Bastion(setting);

        var failure = await Wire.FailureAsync(Through(bastion));

        Assert.AreEqual(ErrorCode.SshUnreachable, failure.Code);
        Assert.AreEqual($"The bastion 127.0.0.1:{bastion.Ports[0]} does not allow connections through it to 127.0.0.1:{SharedServer.Port}.", failure.Observed);
        StringAssert.Contains(failure.Remedy, "AllowTcpForwarding");
    }

    [TestMethod]
    [DataRow("127.0.0.1", "Connection refused")]
    [DataRow("no-such-host.invalid", "ame")]
    public async Task A_host_that_the_bastion_cannot_reach_says_from_where_and_why(string address, string why)
    {
        var (bastion, port) = (Bastion(), Ports.Free(1)[0]);

        var failure = await Wire.FailureAsync(Through(bastion), Wire.Host(port, address));

        Assert.AreEqual(ErrorCode.SshUnreachable, failure.Code);
        Assert.StartsWith($"{address}:{port} cannot be reached from the bastion 127.0.0.1:{bastion.Ports[0]}: ", failure.Observed);
        StringAssert.Contains(failure.Observed, why);
        StringAssert.Contains(failure.Remedy, "as the bastion sees them");
    }

    [TestMethod]
    public async Task A_host_that_does_not_answer_the_bastion_is_unreachable_at_the_limit_and_costs_the_others_nothing()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        var fillers = Enumerable.Range(0, 4).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToList();
        fillers.ForEach(filler => _ = filler.ConnectAsync(listener.LocalEndPoint!));
        await Task.Delay(200);
        var (bastion, port) = (Bastion(), ((IPEndPoint)listener.LocalEndPoint!).Port);
        await using var connector = SshConnector.Create(Through(bastion) with { ConnectTimeout = TimeSpan.FromSeconds(5) });
        await using var other = await connector.ConnectAsync(Wire.Host(), CancellationToken.None);

        var failure = await Assert.ThrowsExactlyAsync<HostFailureException>(() => connector.ConnectAsync(Wire.Host(port), CancellationToken.None));
        fillers.ForEach(filler => filler.Dispose());

        Assert.AreEqual(ErrorCode.SshUnreachable, failure.Code);
        Assert.AreEqual($"127.0.0.1:{port} cannot be reached from the bastion 127.0.0.1:{bastion.Ports[0]}: no answer within 5 s.", failure.Observed);
        Assert.AreEqual("ready\n", (await other.RunAsync(Wire.Command("echo ready"), CancellationToken.None)).Output);
    }

    [TestMethod]
    public async Task A_host_behind_a_bastion_that_says_nothing_times_out_as_itself()
    {
        using var silent = new RawServer("");
        var bastion = Bastion();

        var failure = await Wire.FailureAsync(Through(bastion) with { ConnectTimeout = TimeSpan.FromSeconds(5) }, Wire.Host(silent.Port));

        Assert.AreEqual(ErrorCode.TimedOut, failure.Code);
        StringAssert.Contains(failure.Observed, $"127.0.0.1:{silent.Port} (through 127.0.0.1:{bastion.Ports[0]}) accepted the connection, but the SSH greeting did not end");
    }

    [TestMethod]
    public async Task Cancelling_returns_promptly_whichever_hop_is_silent()
    {
        using var silent = new RawServer("");
        (SshOptions Options, int Port)[] ways =
        [
            (Wire.Options(home) with { ProxyJump = [new(null, "127.0.0.1", silent.Port)] }, SharedServer.Port),
            (Through(Bastion()), silent.Port),
        ];

        foreach (var (options, port) in ways)
        {
            using var cancellation = new CancellationTokenSource();
            await using var connector = SshConnector.Create(options);
            var connecting = connector.ConnectAsync(Wire.Host(port), cancellation.Token);
            await Task.Delay(500);
            var waited = Stopwatch.StartNew();
            await cancellation.CancelAsync();
            await Assert.ThrowsAsync<OperationCanceledException>(() => connecting);
            Assert.IsLessThan(2, waited.Elapsed.TotalSeconds);
        }
    }

    [TestMethod]
    public async Task A_bastion_lost_in_mid_run_is_a_lost_connection_to_each_host_and_the_next_host_connects_anew()
    {
        var bastion = Bastion();
        await using var connector = SshConnector.Create(Through(bastion));
        await using var first = await connector.ConnectAsync(Wire.Host(), CancellationToken.None);
        await using var second = await connector.ConnectAsync(Wire.Host(), CancellationToken.None);
        Task<CommandResult>[] running = [first.RunAsync(Wire.Command("sleep 60"), CancellationToken.None), second.RunAsync(Wire.Command("sleep 60"), CancellationToken.None)];
        await Task.Delay(500);

        bastion.DropConnections();

        foreach (var command in running)
        {
            var failure = await Assert.ThrowsExactlyAsync<HostFailureException>(() => command);
            Assert.AreEqual(ErrorCode.SshConnectionLost, failure.Code);
            StringAssert.Contains(failure.Observed, $"127.0.0.1:{SharedServer.Port} (through 127.0.0.1:{bastion.Ports[0]})");
        }

        await using var third = await connector.ConnectAsync(Wire.Host(), CancellationToken.None);
        Assert.AreEqual("ready\n", (await third.RunAsync(Wire.Command("echo ready"), CancellationToken.None)).Output);
    }

    [TestMethod]
    public async Task Disposing_the_connector_ends_the_connection_to_the_bastion()
    {
        var bastion = Bastion();
        var connector = SshConnector.Create(Through(bastion));
        await (await connector.ConnectAsync(Wire.Host(), CancellationToken.None)).DisposeAsync();
        Assert.DoesNotContain("Received disconnect", bastion.Log);

        await connector.DisposeAsync();

        var waited = Stopwatch.StartNew();
        while (!bastion.Log.Contains("Received disconnect") && waited.Elapsed < TimeSpan.FromSeconds(10)) await Task.Delay(50);
        StringAssert.Contains(bastion.Log, "Received disconnect");
    }

    [TestMethod]
    public async Task A_probe_asks_the_bastion_and_not_this_machine()
    {
        var free = Ports.Free(1)[0];
        var bastion = Bastion($"PermitOpen 127.0.0.1:{SharedServer.Port} 127.0.0.1:{free}");
        await using var probe = BastionProbe.Create(Through(bastion));
        await using var downs = BastionProbe.Create(Wire.Options(home) with { ProxyJump = [new(null, "127.0.0.1", free)] });

        Assert.IsTrue(await probe.AcceptsAsync("127.0.0.1", SharedServer.Port, CancellationToken.None));
        Assert.IsFalse(await probe.AcceptsAsync("127.0.0.1", free, CancellationToken.None));
        Assert.IsFalse(await downs.AcceptsAsync("127.0.0.1", SharedServer.Port, CancellationToken.None));
        var failure = await Assert.ThrowsExactlyAsync<HostFailureException>(() => probe.AcceptsAsync("127.0.0.1", 9, CancellationToken.None));
        StringAssert.Contains(failure.Observed, "does not allow connections through it");
        Assert.AreEqual(1, Logins(bastion));
    }

    [TestMethod]
    public async Task The_local_door_admits_only_who_knows_its_secret_and_only_once()
    {
        using var door = new LocalDoor();
        var entering = Task.Run(door.Enter);
        using var silent = new TcpClient("127.0.0.1", door.Port);
        using var guessing = new TcpClient("127.0.0.1", door.Port);
        guessing.Client.Send("CONNECT host:22 HTTP/1.0\r\nProxy-Authorization: Basic dHVubmVsOmd1ZXNz\r\n\r\n"u8);
        using var ours = new TcpClient("127.0.0.1", door.Port);
        var credentials = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes($"{door.UserName}:{door.Password}"));
        ours.Client.Send(System.Text.Encoding.ASCII.GetBytes($"CONNECT host:22 HTTP/1.0\r\nProxy-Authorization: Basic {credentials}\r\n\r\n"));

        using var entered = await entering;

        Assert.AreEqual(((IPEndPoint)ours.Client.LocalEndPoint!).Port, ((IPEndPoint)entered.RemoteEndPoint!).Port);
        Assert.ThrowsExactly<SocketException>(() => new TcpClient("127.0.0.1", door.Port));
        Assert.AreEqual(0, guessing.Client.Receive(new byte[100]));
    }

    [TestMethod]
    [DataRow("bastion", null, "bastion", 22)]
    [DataRow("ops@bastion.example.com:2222", "ops", "bastion.example.com", 2222)]
    [DataRow("ann@example.com@203.0.113.7", "ann@example.com", "203.0.113.7", 22)]
    [DataRow("[2001:db8::7]", null, "2001:db8::7", 22)]
    [DataRow("ops@[2001:db8::7]:2222", "ops", "2001:db8::7", 2222)]
    public void A_jump_host_is_written_as_for_ssh(string text, string? user, string address, int port) =>
        Assert.AreEqual(new JumpHost(user, address, port), JumpHost.ParseList(text)!.Single());

    [TestMethod]
    public void Several_jump_hosts_are_a_comma_list() => CollectionAssert.AreEqual(
        new JumpHost[] { new("a", "one", 22), new(null, "two", 2222), new(null, "::1", 22) },
        JumpHost.ParseList("a@one, two:2222,[::1]")!.ToArray());

    [TestMethod]
    [DataRow("")]
    [DataRow(" ")]
    [DataRow("@bastion")]
    [DataRow("a b@bastion")]
    [DataRow("bastion:")]
    [DataRow("bastion:0")]
    [DataRow("bastion:65536")]
    [DataRow("bastion:ssh")]
    [DataRow("2001:db8::7")]
    [DataRow("[2001:db8::7")]
    [DataRow("[2001:db8::7]22")]
    [DataRow("[bastion]:22")]
    [DataRow("one,,two")]
    [DataRow("one,")]
    [DataRow("ssh://bastion")]
    [DataRow("-oProxyCommand=reboot")]
    public void What_is_no_jump_host_is_refused(string text) => Assert.IsNull(JumpHost.ParseList(text));

    private Sshd Bastion(string setting = "")
    {
        var bastion = new Sshd(["ed25519"], _ => setting);
        bastion.Authorize(SharedServer.Sshd.ClientKey);
        servers.Add(bastion);
        return bastion;
    }

    private SshOptions Through(Sshd bastion) => Wire.Options(home) with { ProxyJump = Jump(bastion) };

    private SshOptions Hasty() => Wire.Options(home) with { ConnectTimeout = TimeSpan.FromSeconds(1) };

    private static IReadOnlyList<JumpHost> Jump(Sshd bastion) => [new(Environment.UserName, "127.0.0.1", bastion.Ports[0])];

    private static int Logins(Sshd bastion) => bastion.Log.Split("Accepted publickey").Length - 1;
}

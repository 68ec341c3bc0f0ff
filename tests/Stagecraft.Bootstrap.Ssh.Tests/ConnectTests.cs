using Stagecraft.Bootstrap.Ssh.Tests.Support;

namespace Stagecraft.Bootstrap.Ssh.Tests;

[TestClass]
public sealed class ConnectTests : ServerTests
{
    [TestMethod]
    [DataRow("127.0.0.1")]
    [DataRow("localhost")]
    [DataRow("::1")]
    [DataRow("[::1]")]
    public async Task An_address_is_IPv4_IPv6_or_a_name(string address)
    {
        if (address.Contains(':') && !File.Exists("/proc/net/if_inet6")) Assert.Inconclusive("This machine has no IPv6.");

        var result = await Wire.RunAsync(Wire.Options(Home), host: Wire.Host(address: address));

        Assert.AreEqual("ready\n", result.Output);
    }

    [TestMethod]
    public async Task The_connection_knows_its_user()
    {
        await using var connection = await Wire.ConnectAsync(Wire.Options(Home));

        Assert.AreEqual(Environment.UserName, connection.User);
    }

    [TestMethod]
    public async Task A_refused_connection_is_unreachable()
    {
        var port = Ports.Free(1)[0];

        var failure = await Wire.FailureAsync(Wire.Options(Home), Wire.Host(port));

        Assert.AreEqual(ErrorCode.SshUnreachable, failure.Code);
        Assert.AreEqual($"127.0.0.1:{port} cannot be reached: the connection was refused.", failure.Observed);
    }

    [TestMethod]
    public async Task A_name_that_does_not_resolve_is_unreachable()
    {
        var failure = await Wire.FailureAsync(Wire.Options(Home), Wire.Host(22, "no-such-host.invalid"));

        Assert.AreEqual(ErrorCode.SshUnreachable, failure.Code);
        Assert.AreEqual("no-such-host.invalid:22 cannot be reached: the name does not resolve.", failure.Observed);
    }

    [TestMethod]
    public async Task A_host_that_does_not_answer_is_unreachable_at_the_limit()
    {
        using var server = new DeafServer();
        // The limit for all phases does not run.
        var connector = SshConnector.Create(Wire.Options(Home) with { ConnectTimeout = TimeSpan.FromSeconds(1) }, new ManualTime());

        var failure = await Assert.ThrowsExactlyAsync<HostFailureException>(() => Eventually.EndsAsync(connector.ConnectAsync(Wire.Host(server.Port), CancellationToken.None)));

        Assert.AreEqual(ErrorCode.SshUnreachable, failure.Code);
        Assert.AreEqual($"127.0.0.1:{server.Port} cannot be reached: no answer within 1 s.", failure.Observed);
    }

    [TestMethod]
    public async Task A_silent_server_times_out_in_the_greeting()
    {
        var (failure, port, seconds) = await Wire.OutOfTimeAsync("", sent: 4, _ => Wire.Options(Home), port => Wire.Host(port));

        Assert.AreEqual(ErrorCode.TimedOut, failure.Code);
        Assert.AreEqual($"127.0.0.1:{port} accepted the connection, but the SSH greeting did not finish within {seconds} s.", failure.Observed);
    }

    [TestMethod]
    public async Task A_server_that_only_greets_times_out_in_the_key_exchange()
    {
        var (failure, port, seconds) = await Wire.OutOfTimeAsync("SSH-2.0-OpenSSH_9.2\r\n", sent: 300, _ => Wire.Options(Home), port => Wire.Host(port));

        Assert.AreEqual(ErrorCode.TimedOut, failure.Code);
        Assert.AreEqual($"127.0.0.1:{port} accepted the connection, but the key exchange did not finish within {seconds} s.", failure.Observed);
    }

    [TestMethod]
    public async Task All_phases_share_twice_the_limit_and_the_message_has_one()
    {
        using var server = new RawServer("");
        var time = new ManualTime();
        var options = Wire.Options(Home);
        var connecting = SshConnector.Create(options, time).ConnectAsync(Wire.Host(server.Port), CancellationToken.None);
        await Eventually.HoldsAsync(() => server.Clients(sent: 4) == 1);

        time.Advance((2 * options.ConnectTimeout!.Value) - TimeSpan.FromTicks(1));
        Assert.AreEqual(1, time.Running, "there is time left");
        time.Advance(TimeSpan.FromTicks(1));
        var failure = await Assert.ThrowsExactlyAsync<HostFailureException>(() => Eventually.EndsAsync(connecting));

        Assert.AreEqual(ErrorCode.TimedOut, failure.Code);
        Assert.Contains($"the SSH greeting did not finish within {options.ConnectTimeout!.Value.TotalSeconds} s.", failure.Observed);
    }

    [TestMethod]
    [DataRow("Exceeded MaxStartups\r\n", ": \"Exceeded MaxStartups\".")]
    [DataRow("Not allowed at this time\r\n", ": \"Not allowed at this time\".")]
    [DataRow("Too many connections", ": \"Too many connections\".")]
    [DataRow("", ".")]
    public async Task A_server_that_closes_before_its_greeting_is_quoted(string said, string end)
    {
        using var server = new RawServer(said, hangsUp: true);

        var failure = await Wire.FailureAsync(Wire.Options(Home), Wire.Host(server.Port));

        Assert.AreEqual(ErrorCode.SshUnreachable, failure.Code);
        Assert.AreEqual($"127.0.0.1:{server.Port} closed the connection before its SSH greeting{end}", failure.Observed);
        Assert.Contains("MaxStartups, PerSourcePenalties, fail2ban", failure.Remedy);
    }

    [TestMethod]
    [DataRow("HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n", "HTTP/1.1 400 Bad Request")]
    [DataRow("<!DOCTYPE HTML>\n<html>", "<!DOCTYPE HTML>")]
    [DataRow("220 mail.example.com ESMTP\r\n", "220 mail.example.com ESMTP")]
    public async Task A_server_that_is_not_SSH_is_quoted(string said, string quoted)
    {
        using var server = new RawServer(said, hangsUp: true);

        var failure = await Wire.FailureAsync(Wire.Options(Home), Wire.Host(server.Port));

        Assert.AreEqual(ErrorCode.SshUnreachable, failure.Code);
        Assert.AreEqual($"127.0.0.1:{server.Port} answers, but is not an SSH server: \"{quoted}\".", failure.Observed);
    }

    // The second connection reads what the server says.
    [TestMethod]
    public async Task A_server_that_turns_the_client_away_is_tried_once_more()
    {
        using var server = new FullServer(SharedServer.Port, refusals: 2);

        var result = await Wire.RunAsync(Wire.Options(Home) with { ConnectTimeout = Eventually.Limit }, host: Wire.Host(server.Port));

        Assert.AreEqual("ready\n", result.Output);
        Assert.AreEqual(3, server.Accepted);
    }

    [TestMethod]
    public async Task A_server_that_turns_the_client_away_again_is_not_tried_a_third_time()
    {
        using var server = new FullServer(SharedServer.Port, refusals: int.MaxValue);

        var failure = await Wire.FailureAsync(Wire.Options(Home) with { ConnectTimeout = Eventually.Limit }, Wire.Host(server.Port));

        Assert.AreEqual(ErrorCode.SshUnreachable, failure.Code);
        Assert.AreEqual(4, server.Accepted);
    }

    [TestMethod]
    public async Task An_OpenSSH_server_past_MaxStartups_is_quoted()
    {
        using var server = new Sshd(["ed25519"], _ => "Match all\n", ports: 1, maxStartups: 1);
        using var first = new System.Net.Sockets.TcpClient("127.0.0.1", server.Ports[0]);
        await Eventually.HoldsAsync(() => server.Log.Contains("Connection from 127.0.0.1", StringComparison.Ordinal));

        var failure = await Wire.FailureAsync(Wire.Options(Home), Wire.Host(server.Ports[0]));

        Assert.AreEqual(ErrorCode.SshUnreachable, failure.Code);
        Assert.Contains("before its SSH greeting", failure.Observed);
        Assert.Contains("MaxStartups", failure.Remedy);
    }

    [TestMethod]
    public async Task A_server_that_closes_after_its_greeting_is_a_lost_connection()
    {
        using var server = new RawServer("SSH-2.0-OpenSSH_9.2\r\n", hangsUp: true);

        var failure = await Wire.FailureAsync(Wire.Options(Home), Wire.Host(server.Port));

        Assert.AreEqual(ErrorCode.SshConnectionLost, failure.Code);
        Assert.Contains("during the key exchange", failure.Observed);
    }

    [TestMethod]
    public async Task The_number_of_parallel_key_exchanges_is_limited()
    {
        using var server = new RawServer("SSH-2.0-Silent\r\n");
        using var cancellation = new CancellationTokenSource();
        var time = new ManualTime();
        var connector = SshConnector.Create(Wire.Options(Home), time);

        var connecting = Enumerable.Range(0, SshConnectionFactory.MaxExchanges + 8)
            .Select(_ => connector.ConnectAsync(Wire.Host(server.Port), cancellation.Token))
            .ToList();
        await Eventually.HoldsAsync(() => server.Clients(sent: 4) == connecting.Count);
        // The others wait in the queue. Their time does not run.
        await Eventually.HoldsAsync(() => server.Clients(sent: 300) >= SshConnectionFactory.MaxExchanges && time.Running <= SshConnectionFactory.MaxExchanges);
        await cancellation.CancelAsync();
        foreach (var attempt in connecting) await Assert.ThrowsAsync<OperationCanceledException>(() => Eventually.EndsAsync(attempt));

        Assert.AreEqual(SshConnectionFactory.MaxExchanges, server.Clients(sent: 300));
    }

    [TestMethod]
    public async Task Waiting_for_a_key_exchange_does_not_count_toward_the_limit()
    {
        using var silent = new RawServer("SSH-2.0-Silent\r\n");
        using var server = new Sshd(["ed25519"]);
        var time = new ManualTime();
        var options = Wire.Options(Home) with { PrivateKeyPath = server.ClientKey };
        var connector = SshConnector.Create(options, time);
        var exchanging = Enumerable.Range(0, SshConnectionFactory.MaxExchanges).Select(_ => connector.ConnectAsync(Wire.Host(silent.Port), CancellationToken.None)).ToList();
        await Eventually.HoldsAsync(() => silent.Clients(sent: 300) == SshConnectionFactory.MaxExchanges);

        var waiting = connector.ConnectAsync(Wire.Host(server.Ports[0]), CancellationToken.None);
        await Eventually.HoldsAsync(() => server.Log.Contains("Connection from 127.0.0.1") && time.Running == SshConnectionFactory.MaxExchanges);
        time.Advance(10 * options.ConnectTimeout!.Value);
        foreach (var attempt in exchanging)
        {
            var failure = await Assert.ThrowsExactlyAsync<HostFailureException>(() => Eventually.EndsAsync(attempt));
            Assert.Contains($"the key exchange did not finish within {options.ConnectTimeout!.Value.TotalSeconds} s.", failure.Observed);
        }

        Assert.IsFalse(waiting.IsCompleted, "it waits for its turn");
        // Connections that have timed out still hold their place: SSH.NET does not release it before its server closes.
        silent.HangUp();
        await using var connection = await Eventually.EndsAsync(waiting);
        Assert.AreEqual("ready\n", (await connection.RunAsync(Wire.Command("echo ready"), CancellationToken.None)).Output);
    }

    [TestMethod]
    public async Task Silent_hosts_do_not_block_other_connections()
    {
        using var silent = new RawServer("");
        await AssertKeepNoOtherFromConnectingAsync(silent.Port);
    }

    [TestMethod]
    public async Task Slow_logins_do_not_block_other_connections()
    {
        using var slow = new Sshd(["ed25519"], _ => $"AuthorizedKeysCommand /usr/bin/sleep 600\nAuthorizedKeysCommandUser {Environment.UserName}");
        await AssertKeepNoOtherFromConnectingAsync(slow.Ports[0]);
    }

    [TestMethod]
    public async Task Cancelling_a_connect_does_not_wait_for_its_limit()
    {
        using var server = new RawServer("");
        using var cancellation = new CancellationTokenSource();
        var connecting = Wire.ConnectAsync(Wire.Options(Home), Wire.Host(server.Port), cancellation.Token);
        await Eventually.HoldsAsync(() => server.Clients(sent: 4) == 1);

        await cancellation.CancelAsync();

        // Its limit is far away, and the server is silent.
        await Assert.ThrowsAsync<OperationCanceledException>(() => Eventually.EndsAsync(connecting));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("not a host")]
    [DataRow("host\nname")]
    [DataRow("host,other")]
    [DataRow("*")]
    [DataRow("|1|x")]
    public async Task An_invalid_address_is_a_configuration_error_of_its_host(string address)
    {
        var failure = await Wire.FailureAsync(Wire.Options(Home), Wire.Host(22, address));

        Assert.AreEqual(ErrorCode.ConfigInvalid, failure.Code);
    }

    [TestMethod]
    public async Task Invalid_overrides_are_a_configuration_error_of_their_host()
    {
        Host[] hosts =
        [
            Wire.Host(0),
            Wire.Host(65536),
            Wire.Host() with { SshUser = " " },
            Wire.Host() with { SshUser = "ro\not" },
            Wire.Host() with { SshHostKey = "MD5:00:11" },
            Wire.Host() with { SshHostKey = "SHA256:short" },
        ];

        foreach (var host in hosts)
            Assert.AreEqual(ErrorCode.ConfigInvalid, (await Wire.FailureAsync(Wire.Options(Home), host)).Code, host.ToString());
    }

    // More connections to the port than there are places, then one to a working host.
    private async Task AssertKeepNoOtherFromConnectingAsync(int port)
    {
        using var cancellation = new CancellationTokenSource();
        var connector = SshConnector.Create(Wire.Options(Home));

        var waiting = Enumerable.Range(0, SshConnectionFactory.MaxExchanges + 1)
            .Select(_ => connector.ConnectAsync(Wire.Host(port), cancellation.Token))
            .ToList();
        await using (await Eventually.EndsAsync(connector.ConnectAsync(Wire.Host(), CancellationToken.None)))
            Assert.IsTrue(waiting.TrueForAll(attempt => !attempt.IsCompleted), "all of them still wait");

        await cancellation.CancelAsync();
        foreach (var attempt in waiting) await Assert.ThrowsAsync<OperationCanceledException>(() => attempt);
    }
}

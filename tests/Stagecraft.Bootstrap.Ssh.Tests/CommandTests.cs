using Stagecraft.Bootstrap.Ssh.Tests.Support;

namespace Stagecraft.Bootstrap.Ssh.Tests;

[TestClass]
public sealed class CommandTests : ServerTests
{
    private const int MiB = 1024 * 1024;

    [TestMethod]
    public async Task A_command_that_the_server_refuses_fails_immediately()
    {
        using var server = new Sshd(["ed25519"]);
        await using var connection = await Wire.ConnectAsync(Wire.Options(Home) with { PrivateKeyPath = server.ClientKey }, Wire.Host(server.Ports[0]));
        server.ExhaustFiles();

        var failure = await Assert.ThrowsExactlyAsync<HostFailureException>(() => connection.RunAsync(Wire.Command("echo ready"), CancellationToken.None));

        Assert.AreEqual(ErrorCode.HostUnsupported, failure.Code);
        Assert.Contains($"127.0.0.1:{server.Ports[0]} accepts logins as '{Environment.UserName}' but refuses to run a command", failure.Observed);
    }

    [TestMethod]
    public async Task Output_errors_and_exit_status_are_separate()
    {
        var result = await Wire.RunAsync(Wire.Options(Home), "echo out; echo err >&2; exit 7");

        Assert.AreEqual(new CommandResult(7, null, "out\n", "err\n"), result);
    }

    [TestMethod]
    public async Task A_killed_command_returns_its_signal_and_no_status()
    {
        var result = await Wire.RunAsync(Wire.Options(Home), "kill -TERM $$");

        Assert.AreEqual(new CommandResult(null, "TERM", "", ""), result);
    }

    [TestMethod]
    public async Task A_command_that_does_not_exist_is_status_127()
    {
        Assert.AreEqual(127, (await Wire.RunAsync(Wire.Options(Home), "no-such-program")).ExitStatus);
    }

    [TestMethod]
    public async Task Input_arrives_complete_and_ends()
    {
        var input = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"line {i} grüße\n"));

        var result = await Wire.RunAsync(Wire.Options(Home), "cat", input);

        Assert.AreEqual(input, result.Output);
    }

    [TestMethod]
    public async Task A_script_on_standard_input_runs()
    {
        var result = await Wire.RunAsync(Wire.Options(Home), "sh -s -- one 'two three'", "printf '%s;' \"$@\"\r\nexit 3\r\n");

        Assert.AreEqual(new CommandResult(3, null, "one;two three;", ""), result);
    }

    [TestMethod]
    public async Task Without_input_a_command_reads_the_end_of_file()
    {
        Assert.AreEqual(0, (await Wire.RunAsync(Wire.Options(Home), "cat")).ExitStatus);
    }

    [TestMethod]
    public async Task Unread_input_does_not_delay_the_result()
    {
        await using var connection = await Wire.ConnectAsync(Wire.Options(Home));

        var result = await Eventually.EndsAsync(connection.RunAsync(Wire.Command("echo done; exit 5", new string('x', 8 * MiB)), CancellationToken.None));

        // It depends on timing in SSH.NET whether the connection accepts another command: SSH.NET may send more input after the channel's
        // close, and sshd then ends the connection. The input that we send is read to its end.
        Assert.AreEqual(new CommandResult(5, null, "done\n", ""), result);
    }

    [TestMethod]
    public async Task Input_waits_until_the_command_reads_it()
    {
        // Later than the connection's own limit, which is as short as this machine allows.
        var output = await Wire.WithLimitAsync(async seconds =>
        {
            IHostConnection connection;
            try
            {
                connection = await Wire.ConnectAsync(Wire.Options(Home) with { ConnectTimeout = TimeSpan.FromSeconds(seconds) });
            }
            catch (HostFailureException)
            {
                return null;
            }

            await using (connection)
                return (await Eventually.EndsAsync(connection.RunAsync(Wire.Command($"sleep {seconds + 2}; wc -c", new string('x', 8 * MiB)), CancellationToken.None))).Output;
        });

        Assert.AreEqual($"{8 * MiB}", output.Trim());
    }

    [TestMethod]
    public async Task A_long_output_keeps_one_mebibyte_from_its_start_and_end()
    {
        var result = await Wire.RunAsync(Wire.Options(Home), "echo begin; head -c 50000000 /dev/zero | tr '\\0' a; echo end; head -c 3000000 /dev/zero | tr '\\0' b >&2; exit 4");

        Assert.AreEqual(4, result.ExitStatus);
        Assert.AreEqual(MiB, result.Output.Length);
        Assert.AreEqual(MiB, result.Error.Length);
        Assert.AreEqual("begin\naa", result.Output[..8]);
        Assert.AreEqual("aaend\n", result.Output[^6..]);
        Assert.AreEqual('b', result.Error[^1]);
    }

    [TestMethod]
    public async Task A_character_at_the_cut_stays_whole()
    {
        var result = await Wire.RunAsync(Wire.Options(Home), "printf a; yes ü | head -n 600000 | tr -d '\\n'; printf b");

        Assert.AreEqual("a", result.Output.Trim('ü', 'b'));
        Assert.AreEqual("üüüb", result.Output[^4..]);
    }

    [TestMethod]
    public async Task A_background_child_that_keeps_the_output_open_delays_the_result()
    {
        var result = await Wire.RunAsync(Wire.Options(Home), "(while kill -0 $$ 2>/dev/null; do sleep 0.1; done; echo late) & echo early; exit 6");

        Assert.AreEqual(new CommandResult(6, null, "early\nlate\n", ""), result);
    }

    [TestMethod]
    public async Task Text_that_a_shell_prints_first_is_added_to_the_output()
    {
        var result = await Wire.RunAsync(Wire.Options(Home), "echo mine", host: Wire.Host(SharedServer.ChattyPort));

        Assert.AreEqual(new CommandResult(0, null, "Welcome to this shell\nmine\n", "and to its errors\n"), result);
    }

    [TestMethod]
    public async Task A_hanging_command_ends_at_its_deadline_and_its_text_stays_private()
    {
        using var gate = new Gate(Home);
        await using var connection = await Wire.ConnectAsync(Wire.Options(Home));

        var failure = await Assert.ThrowsExactlyAsync<HostFailureException>(() =>
            Eventually.EndsAsync(connection.RunAsync(Wire.Command(gate.Wait, "secret input", TimeSpan.FromSeconds(1)), CancellationToken.None)));

        Assert.AreEqual(ErrorCode.TimedOut, failure.Code);
        Assert.AreEqual($"probe did not finish on 127.0.0.1:{SharedServer.Port} within 1 s.", failure.Observed);
        Assert.DoesNotContain(gate.Wait, failure.ToString());
        Assert.DoesNotContain("secret input", failure.ToString());
    }

    [TestMethod]
    public async Task After_a_deadline_the_connection_is_closed()
    {
        using var gate = new Gate(Home);
        await using var connection = await Wire.ConnectAsync(Wire.Options(Home));
        await Assert.ThrowsExactlyAsync<HostFailureException>(() =>
            connection.RunAsync(Wire.Command(gate.Wait, timeout: TimeSpan.FromSeconds(1)), CancellationToken.None));

        var failure = await Assert.ThrowsExactlyAsync<HostFailureException>(() => Eventually.EndsAsync(connection.RunAsync(Wire.Command("echo"), CancellationToken.None)));

        Assert.AreEqual(ErrorCode.SshConnectionLost, failure.Code);
    }

    [TestMethod]
    public async Task Cancelling_returns_immediately_from_many_hanging_commands()
    {
        using var gate = new Gate(Home);
        using var cancellation = new CancellationTokenSource();
        var connector = SshConnector.Create(Wire.Options(Home));
        var connections = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => connector.ConnectAsync(Wire.Host(), CancellationToken.None)));
        var running = connections.Select((connection, i) => connection.RunAsync(Wire.Command($": >'{Home[$"begun-{i}"]}'; {gate.Wait}"), cancellation.Token)).ToList();
        await Eventually.HoldsAsync(() => Enumerable.Range(0, running.Count).All(i => File.Exists(Home[$"begun-{i}"])));

        await cancellation.CancelAsync();

        // No command ends before the test does.
        foreach (var run in running)
            await Assert.ThrowsAsync<OperationCanceledException>(() => Eventually.EndsAsync(run));
        foreach (var connection in connections)
            await Eventually.EndsAsync(connection.DisposeAsync().AsTask());
    }

    [TestMethod]
    public async Task A_connection_that_drops_during_a_command_is_lost()
    {
        using var gate = new Gate(Home);
        await using var connection = await Wire.ConnectAsync(Wire.Options(Home));

        // The shell's parent is the server's process for this session.
        var failure = await Assert.ThrowsExactlyAsync<HostFailureException>(() =>
            Eventually.EndsAsync(connection.RunAsync(Wire.Command("kill -KILL $PPID; " + gate.Wait), CancellationToken.None)));

        Assert.AreEqual(ErrorCode.SshConnectionLost, failure.Code);
        Assert.Contains("was lost during probe", failure.Observed);
    }

    [TestMethod]
    public async Task A_host_that_opens_no_session_fails_before_any_limit()
    {
        var failure = await Wire.FailureAsync(Wire.Options(Home), Wire.Host(SharedServer.NoSessionPort));

        Assert.AreEqual(ErrorCode.SshConnectionLost, failure.Code);
        Assert.Contains("Failed to open a channel", failure.Observed);
    }

    [TestMethod]
    public async Task Several_commands_run_on_one_connection()
    {
        await using var connection = await Wire.ConnectAsync(Wire.Options(Home));

        for (var i = 0; i < 30; i++)
            Assert.AreEqual($"{i}\n", (await connection.RunAsync(Wire.Command("cat", $"{i}\n"), CancellationToken.None)).Output);
    }
}

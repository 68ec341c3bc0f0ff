using System.Net.Sockets;
using Stagecraft.Bootstrap.Ssh.Tests.Support;

namespace Stagecraft.Bootstrap.Ssh.Tests;

/// <summary>Agents with several keys, and agents that ask a person to confirm.</summary>
[TestClass]
public sealed class AgentTests : ServerTests
{
    [TestMethod]
    public async Task A_default_key_file_logs_in_when_the_agent_has_another_key()
    {
        Directory.CreateDirectory(Home[".ssh"]);
        AuthorizedKey(".ssh/id_ed25519");
        using var agent = new SshAgentProcess(Home, Shell.Keygen(Home["foreign"]));

        Assert.AreEqual("ready\n", (await Wire.RunAsync(WithAgent(agent.Socket))).Output);
    }

    // sshd allows six attempts. The agent's seventh key is tried first, because a default key file has it too.
    [TestMethod]
    public async Task The_agent_key_that_matches_a_default_file_is_tried_first()
    {
        Directory.CreateDirectory(Home[".ssh"]);
        var key = AuthorizedKey(".ssh/id_ed25519");
        using var agent = new SshAgentProcess(Home, [.. Keys(7), key]);
        Shell.Run("ssh-keygen", "-q", "-p", "-P", "", "-N", "open sesame", "-f", key);

        Assert.AreEqual("ready\n", (await Wire.RunAsync(WithAgent(agent.Socket))).Output);
    }

    [TestMethod]
    public async Task A_key_in_both_the_agent_and_a_file_is_offered_once()
    {
        Directory.CreateDirectory(Home[".ssh"]);
        using var agent = new SshAgentProcess(Home, Shell.Keygen(Home[".ssh/id_ed25519"]));

        var failure = await Wire.FailureAsync(WithAgent(agent.Socket));

        Assert.Contains("with the keys from agent (1 key). Allowed methods: publickey.", failure.Observed);
    }

    [TestMethod]
    public async Task The_message_names_the_agent_and_the_files_that_were_refused()
    {
        Directory.CreateDirectory(Home[".ssh"]);
        Shell.Keygen(Home[".ssh/id_ed25519"]);
        Shell.Keygen(Home[".ssh/id_ecdsa"], "ecdsa", "open sesame");
        using var agent = new SshAgentProcess(Home, Shell.Keygen(Home["foreign"]));

        var failure = await Wire.FailureAsync(WithAgent(agent.Socket));

        Assert.Contains($"from agent (1 key), {Home[".ssh/id_ed25519"]}, {Home[".ssh/id_ecdsa"]} (it is encrypted). Allowed methods: publickey.", failure.Observed);
        Assert.Contains("ssh.passphraseEnv", failure.Remedy);
    }

    [TestMethod]
    public async Task Too_many_keys_fail_with_the_number_of_keys_tried()
    {
        using var agent = new SshAgentProcess(Home, [.. Keys(7), AuthorizedKey("right")]);

        var failure = await Wire.FailureAsync(WithAgent(agent.Socket));

        Assert.AreEqual(ErrorCode.SshAuthFailed, failure.Code);
        Assert.AreEqual(
            $"127.0.0.1:{SharedServer.Port} ended the login of user '{Environment.UserName}' after 6 of 8 keys from agent (8 keys): \"Too many authentication failures\".",
            failure.Observed);
        Assert.Contains("ssh.privateKeyPath", failure.Remedy);
    }

    // The same server, on a port that greets with a banner.
    [TestMethod]
    public async Task A_banner_does_not_hide_why_the_host_ended_the_login()
    {
        using var agent = new SshAgentProcess(Home, Keys(8));

        var failure = await Wire.FailureAsync(WithAgent(agent.Socket), Wire.Host(SharedServer.ChattyPort));

        Assert.Contains("\"Too many authentication failures\"", failure.Observed);
        Assert.DoesNotContain("Authorized users only", failure.Message);
    }

    [TestMethod]
    public async Task A_person_confirms_once_when_the_last_of_several_keys_is_right()
    {
        using var agent = new AskingAgent(Home, "exit 0", [.. Keys(4), AuthorizedKey("right")]);

        Assert.AreEqual("ready\n", (await Wire.RunAsync(WithAgent(agent.Socket))).Output);

        Assert.AreEqual(1, agent.Asked);
    }

    [TestMethod]
    public async Task A_person_confirms_nothing_when_no_key_is_right()
    {
        using var agent = new AskingAgent(Home, "exit 0", [.. Keys(2), Shell.Keygen(Home["rsa"], "rsa")]);

        Assert.AreEqual(ErrorCode.SshAuthFailed, (await Wire.FailureAsync(WithAgent(agent.Socket))).Code);

        Assert.AreEqual(0, agent.Asked);
    }

    [TestMethod]
    public async Task A_person_confirms_a_refused_rsa_key_once()
    {
        using var agent = new AskingAgent(Home, "exit 0", Shell.Keygen(Home["rsa"], "rsa"));

        Assert.AreEqual(ErrorCode.SshAuthFailed, (await Wire.FailureAsync(WithAgent(agent.Socket))).Code);

        Assert.AreEqual(1, agent.Asked);
    }

    [TestMethod]
    public async Task Other_keys_are_tried_after_a_person_denies_one()
    {
        Directory.CreateDirectory(Home[".ssh"]);
        AuthorizedKey(".ssh/id_ed25519");
        using var agent = new AskingAgent(Home, "exit 1", AuthorizedKey("right"));

        Assert.AreEqual("ready\n", (await Wire.RunAsync(WithAgent(agent.Socket))).Output);

        Assert.AreEqual(1, agent.Asked);
    }

    [TestMethod]
    public async Task The_message_says_that_a_person_denied_the_key()
    {
        using var agent = new AskingAgent(Home, "exit 1", AuthorizedKey("right"));

        var failure = await Wire.FailureAsync(WithAgent(agent.Socket));

        Assert.AreEqual(ErrorCode.SshAuthFailed, failure.Code);
        Assert.Contains($"ssh-agent refused when asked to sign the login of user '{Environment.UserName}' to 127.0.0.1:{SharedServer.Port}", failure.Observed);
    }

    [TestMethod]
    public async Task The_wait_for_a_person_is_reported_and_has_no_limit()
    {
        using var gate = new Gate(Home);
        using var agent = new AskingAgent(Home, gate.Wait, AuthorizedKey("right"));
        var time = new ManualTime();
        var options = WithAgent(agent.Socket);
        var reported = new List<string>();
        var connecting = SshConnector.Create(options, time).ConnectAsync(Wire.Host(), reported.Add, CancellationToken.None);
        await Eventually.HoldsAsync(() => agent.Asked == 1 && time.Running == 1);

        time.Advance(100 * options.ConnectTimeout!.Value);
        Assert.IsFalse(connecting.IsCompleted, "it waits for the person");
        gate.Dispose();
        await using var connection = await Eventually.EndsAsync(connecting);

        Assert.AreEqual($"waiting for ssh-agent to sign the login to 127.0.0.1:{SharedServer.Port}: touch the token or confirm the request", reported.Single());
        Assert.AreEqual("ready\n", (await connection.RunAsync(Wire.Command("echo ready"), CancellationToken.None)).Output);
    }

    [TestMethod]
    public async Task The_message_says_that_the_host_closed_during_the_confirmation()
    {
        using var gate = new Gate(Home);
        using var server = new Sshd(["ed25519"]);
        var key = Shell.Keygen(Home["right"]);
        server.Authorize(key);
        using var agent = new AskingAgent(Home, gate.Wait, key);
        var time = new ManualTime();
        var connecting = SshConnector.Create(WithAgent(agent.Socket), time).ConnectAsync(Wire.Host(server.Ports[0]), CancellationToken.None);
        await Eventually.HoldsAsync(() => agent.Asked == 1 && time.Running == 1);

        time.Advance(TimeSpan.FromSeconds(3));
        server.DropConnections();
        gate.Dispose();
        var failure = await Assert.ThrowsExactlyAsync<HostFailureException>(() => Eventually.EndsAsync(connecting));

        Assert.AreEqual(ErrorCode.TimedOut, failure.Code);
        Assert.AreEqual($"127.0.0.1:{server.Ports[0]} closed the connection while waiting for ssh-agent to sign the login.", failure.Observed);
    }

    [TestMethod]
    public async Task Cancelling_does_not_wait_for_a_person()
    {
        using var gate = new Gate(Home);
        using var agent = new AskingAgent(Home, gate.Wait, AuthorizedKey("right"));
        using var cancellation = new CancellationTokenSource();
        var connecting = SshConnector.Create(WithAgent(agent.Socket)).ConnectAsync(Wire.Host(), cancellation.Token);
        await Eventually.HoldsAsync(() => agent.Asked == 1);

        await cancellation.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => Eventually.EndsAsync(connecting));
    }

    [TestMethod]
    public async Task A_security_key_signs_only_if_the_host_accepts_it()
    {
        using var server = new Sshd(["ed25519"]);
        using var agent = new SecurityKeyAgent(Home);

        var refused = await Wire.FailureAsync(WithAgent(agent.Socket), Wire.Host(server.Ports[0]));
        Assert.AreEqual(ErrorCode.SshAuthFailed, refused.Code);
        Assert.AreEqual(0, agent.Touches);

        File.WriteAllText(Home["sk.pub"], agent.PublicKey + "\n");
        server.Authorize(Home["sk"]);
        var result = await Wire.RunAsync(WithAgent(agent.Socket), host: Wire.Host(server.Ports[0]));
        Assert.AreEqual("ready\n", result.Output);
        Assert.AreEqual(1, agent.Touches);
    }

    [TestMethod]
    public async Task An_agent_that_is_not_needed_gets_no_request()
    {
        using var silent = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        silent.Bind(new UnixDomainSocketEndPoint(Home["silent"]));
        silent.Listen();

        var result = await Wire.RunAsync(WithAgent(Home["silent"]) with { PrivateKeyPath = AuthorizedKey("right") });

        Assert.AreEqual("ready\n", result.Output);
        Assert.IsFalse(silent.Poll(0, SelectMode.SelectRead), "no one has connected to it");
    }

    [TestMethod]
    public async Task An_agent_that_does_not_answer_is_named_and_key_files_are_tried()
    {
        using var silent = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        silent.Bind(new UnixDomainSocketEndPoint(Home["silent"]));
        silent.Listen();
        Directory.CreateDirectory(Home[".ssh"]);
        Shell.Keygen(Home[".ssh/id_ed25519"]);

        var failure = await Wire.FailureAsync(WithAgent(Home["silent"]));

        Assert.Contains($"from ssh-agent, which did not answer within 5 s, {Home[".ssh/id_ed25519"]}.", failure.Observed);
    }

    private SshOptions WithAgent(string socket) => Wire.Options(Home) with { PrivateKeyPath = null, AgentSocket = socket };

    private string[] Keys(int count) => [.. Enumerable.Range(0, count).Select(i => Shell.Keygen(Home[$"k{i}"]))];

    private string AuthorizedKey(string name)
    {
        var key = Shell.Keygen(Home[name]);
        SharedServer.Sshd.Authorize(key);
        return key;
    }
}

using Stagecraft.Bootstrap.Ssh.Tests.Support;

namespace Stagecraft.Bootstrap.Ssh.Tests;

/// <summary>Logins without a key, as Tailscale SSH allows them: at once, or after a person has done something.</summary>
[TestClass]
public sealed class KeylessLoginTests : IDisposable
{
    private const string Banner = "# Tailscale SSH requires an additional check.\n# To authenticate, visit: https://login.tailscale.com/a/0123456789ab\n";
    private const string Shown = "# Tailscale SSH requires an additional check. # To authenticate, visit: https://login.tailscale.com/a/0123456789ab";

    private readonly Workspace home = new();

    public void Dispose() => home.Dispose();

    [TestMethod]
    public async Task A_server_that_accepts_none_lets_a_client_in_that_has_no_key()
    {
        using var server = new AskingServer("Welcome\n");
        server.Visit();
        await using var connector = SshConnector.Create(Options());

        await using var connection = await Eventually.EndsAsync(connector.ConnectAsync(Wire.Host(server.Port), CancellationToken.None));

        Assert.AreSequenceEqual(["none"], server.Methods);
    }

    [TestMethod]
    public async Task What_the_server_asks_for_is_shown_while_the_login_waits()
    {
        using var server = new AskingServer(Banner);
        var said = new List<string>();
        await using var connector = SshConnector.Create(Options() with { IsInteractive = true });

        var connecting = connector.ConnectAsync(Wire.Host(server.Port), said.Add, CancellationToken.None);
        await Eventually.HoldsAsync(() => said.Count > 0);
        server.Visit();
        await using var connection = await Eventually.EndsAsync(connecting);

        Assert.AreSequenceEqual([$"127.0.0.1:{server.Port} does not let user '{Environment.UserName}' in yet, and says: {Shown}"], said);
    }

    [TestMethod]
    public async Task A_person_has_two_minutes_whatever_the_time_limit_is()
    {
        using var server = new AskingServer(Banner);
        var said = new List<string>();
        var time = new ManualTime();
        await using var connector = SshConnector.Create(Options() with { IsInteractive = true, ConnectTimeout = Eventually.Limit / 10 }, time);
        var connecting = connector.ConnectAsync(Wire.Host(server.Port), said.Add, CancellationToken.None);
        await Eventually.HoldsAsync(() => server.Methods.Count > 0 && time.Running == 2);

        time.Advance(TimeSpan.FromSeconds(2));
        await Eventually.HoldsAsync(() => said.Count > 0);
        time.Advance(TimeSpan.FromSeconds(119));
        Assert.IsFalse(connecting.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        var failure = await Assert.ThrowsExactlyAsync<HostFailureException>(() => Eventually.EndsAsync(connecting));

        Assert.AreEqual(ErrorCode.TimedOut, failure.Code);
        Assert.AreEqual($"127.0.0.1:{server.Port} accepted the connection, but the authentication did not finish within 120 s. The host said: \"{Shown}\"", failure.Observed);
    }

    [TestMethod]
    public async Task Without_a_terminal_the_time_limit_applies_and_the_error_quotes_the_server()
    {
        var (failure, seconds) = await Wire.WithLimitAsync<Tuple<HostFailureException, int>>(async seconds =>
        {
            using var server = new AskingServer(Banner);
            var failed = await Wire.FailureAsync(Options() with { ConnectTimeout = TimeSpan.FromSeconds(seconds) }, Wire.Host(server.Port));
            return server.Methods.Count > 0 ? Tuple.Create(failed, seconds) : null;
        });

        Assert.AreEqual(ErrorCode.TimedOut, failure.Code);
        Assert.EndsWith($"the authentication did not finish within {seconds} s. The host said: \"{Shown}\"", failure.Observed);
        Assert.Contains("On a terminal, bootstrap waits for it", failure.Remedy);
    }

    [TestMethod]
    public async Task A_server_that_refuses_none_needs_a_key()
    {
        using var server = new AskingServer("Go away\n");
        server.Refuse();

        var failure = await Wire.FailureAsync(Options(), Wire.Host(server.Port));

        Assert.AreEqual(ErrorCode.SshAuthFailed, failure.Code);
        Assert.AreEqual($"No SSH key is available to log in to 127.0.0.1:{server.Port}, which does not let user '{Environment.UserName}' in without one: no key in ssh-agent or {home[".ssh"]}.", failure.Observed);
    }

    private SshOptions Options() => Wire.Options(home) with { PrivateKeyPath = null };
}

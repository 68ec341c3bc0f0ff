using Stagecraft.Bootstrap;
using Stagecraft.Providers.Tests.Network;

namespace Stagecraft.Providers.Tests.Tailscale;

[TestClass]
public sealed class TailscaleJoinTests
{
    private const string Login = "tailscale-login 120 app-1 tag:app,tag:stagecraft - new";
    private const string AwaitNode = "tailscale-await 30 app-1 tag:app,tag:stagecraft";
    private const string AwaitState = "tailscale-await 30 - -";
    private const string PutOff = "limited=backend error: node registration rate limited; will retry after 30s";
    private const string JoinChange = "join example.ts.net as app-1";

    private static string Ready => Fixture.Detected("running");

    [TestMethod]
    [DataRow("needs-login", "new")]
    [DataRow("expired", "known")]
    public async Task A_node_without_a_valid_login_joins_with_the_key(string state, string node)
    {
        var machine = Node.Machine(Fixture.Detected(state)).On("tailscale-login").On("tailscale-await", Ready);

        var result = await Node.RunAsync(machine);

        result.AssertSucceeded(JoinChange);
        Assert.AreEqual("app-1.example.ts.net", result.Facts.Fqdn);
        Assert.AreEqual("100.101.102.103 fd7a:115c:a1e0::6501:6667", $"{result.Facts.NetworkIPv4} {result.Facts.NetworkIPv6}");
        Assert.AreEqual("nWxyzCNTRL", result.Identity.Node);
        machine.AssertRan(Login.Replace(" new", $" {node}", StringComparison.Ordinal), AwaitNode);
        Assert.Contains(TailscaleConfig.Key, machine.Commands[1].Input);
    }

    [TestMethod]
    public async Task The_login_server_and_all_tags_are_passed()
    {
        var machine = Node.Machine(Fixture.Detected("needs-login")).On("tailscale-login").On("tailscale-await", Fixture.Detected("headscale").Replace("\"tag:extra\"", "\"tag:blue\"", StringComparison.Ordinal));

        (await Node.RunAsync(machine, Node.App with { Tags = ["tag:blue", "web"] }, ("login_server", "https://headscale.example.com"), ("tailnet_domain", "mesh.internal")))
            .AssertSucceeded("join mesh.internal as app-1");
        machine.AssertRan("tailscale-login 120 app-1 tag:app,tag:blue,tag:stagecraft https://headscale.example.com new", "tailscale-await 30 app-1 tag:app,tag:blue,tag:stagecraft");
    }

    [TestMethod]
    public async Task A_node_without_tags_requests_none()
    {
        var machine = Node.Machine(Fixture.Detected("needs-login")).On("tailscale-login").On("tailscale-await", Ready);

        await Node.RunAsync(machine, Node.App with { Role = null }, ("default_tags", Array.Empty<string>()));

        machine.AssertRan("tailscale-login 120 app-1 - - new", "tailscale-await 30 app-1 -");
    }

    [TestMethod]
    public async Task A_starting_daemon_joins_after_a_wait()
    {
        var fresh = Fixture.Json("needs-login").Replace("NeedsLogin", "NoState", StringComparison.Ordinal);
        var machine = Node.Machine(Fixture.Installed(fresh)).On("tailscale-await", Fixture.Installed(fresh)).On("tailscale-await", Ready).On("tailscale-login");

        (await Node.RunAsync(machine)).AssertSucceeded(JoinChange);
        machine.AssertRan(AwaitState, Login, AwaitNode);
    }

    [TestMethod]
    public async Task A_starting_node_is_not_changed()
    {
        var machine = Node.Machine(Fixture.Detected("starting")).On("tailscale-await", Ready);

        (await Node.RunAsync(machine)).AssertSucceeded();
        machine.AssertRan(AwaitState);
    }

    [TestMethod]
    [DataRow("Starting")]
    [DataRow("NoState")]
    public async Task A_node_that_cannot_reach_its_server_does_not_join_again(string state)
    {
        var stuck = Fixture.Installed(Fixture.Json("starting").Replace("\"Starting\"", $"\"{state}\"", StringComparison.Ordinal));

        (await Node.RunAsync(Node.Machine(stuck).On("tailscale-await", stuck)))
            .AssertFailed(ErrorCode.NetworkJoinFailed, $"Its state is {state}: Unable to connect to the Tailscale coordination server");
    }

    [TestMethod]
    public async Task A_stopped_node_starts_with_its_settings()
    {
        var machine = Node.Machine(Fixture.Detected("stopped")).On("tailscale-up").On("tailscale-await", Ready);

        (await Node.RunAsync(machine)).AssertSucceeded("bring tailscale up");
        machine.AssertRan("tailscale-up 120", AwaitState);
    }

    [TestMethod]
    public async Task A_stopped_node_of_another_tailnet_stays_down_if_known() =>
        (await Node.RunAsync(Node.Machine(Fixture.Detected("other-tailnet").Replace("\"Running\"", "\"Stopped\"", StringComparison.Ordinal))))
            .AssertFailed(ErrorCode.NetworkJoinFailed, "tail1234.ts.net");

    [TestMethod]
    public async Task A_stopped_node_that_starts_in_another_tailnet_stays_there() =>
        (await Node.RunAsync(Node.Machine(Fixture.Detected("stopped")).On("tailscale-up").On("tailscale-await", Fixture.Detected("other-tailnet"))))
            .AssertFailed(ErrorCode.NetworkJoinFailed, "in the tailnet tail1234.ts.net, not in example.ts.net");

    [TestMethod]
    public async Task A_node_of_another_tailnet_is_never_moved()
    {
        var machine = Node.Machine(Fixture.Detected("other-tailnet"));

        (await Node.RunAsync(machine)).AssertFailed(ErrorCode.NetworkJoinFailed, "in the tailnet tail1234.ts.net, not in example.ts.net");
        machine.AssertRan();
    }

    [TestMethod]
    public async Task The_right_tailnet_is_recognized_in_any_spelling() =>
        (await Node.RunAsync(Node.Machine(Fixture.Running("\"MagicDNSSuffix\": \"example.ts.net\"", "\"MagicDNSSuffix\": \"Example.TS.net.\"")))).AssertSucceeded();

    [TestMethod]
    public async Task A_node_without_a_tailnet_does_not_count_as_joined() =>
        (await Node.RunAsync(Node.Machine(Fixture.Running("\"MagicDNSSuffix\": \"example.ts.net\"", "\"MagicDNSSuffix\": \"\""))))
            .AssertFailed(ErrorCode.NetworkJoinFailed, "does not report its tailnet");

    [TestMethod]
    public async Task A_node_that_waits_for_approval_is_reported()
    {
        (await Node.RunAsync(Node.Machine(Fixture.Detected("needs-machine-auth")))).AssertFailed(ErrorCode.NetworkJoinFailed, "administrator's approval", "admin console");

        var machine = Node.Machine(Fixture.Detected("needs-login"), Fixture.Detected("needs-machine-auth"))
            .On("tailscale-login", "reason=login\ndetail=timeout waiting for Tailscale service to enter a Running state", exit: 1);
        (await Node.RunAsync(machine)).AssertFailed(ErrorCode.NetworkJoinFailed, "administrator's approval");
    }

    [TestMethod]
    public async Task Another_host_name_is_set_without_a_login()
    {
        var machine = Node.Machine(Fixture.Running("\"HostName\": \"app-1\"", "\"HostName\": \"ip-10-0-0-1\"")).On("tailscale-rename").On("tailscale-await", Ready);

        (await Node.RunAsync(machine)).AssertSucceeded("rename the node to app-1");
        machine.AssertRan("tailscale-rename app-1", "tailscale-await 30 app-1 -");
    }

    [TestMethod]
    public async Task A_host_name_that_does_not_stick_fails()
    {
        var other = Fixture.Running("\"HostName\": \"app-1\"", "\"HostName\": \"ip-10-0-0-1\"");

        (await Node.RunAsync(Node.Machine(other).On("tailscale-rename").On("tailscale-await", other)))
            .AssertFailed(ErrorCode.NetworkJoinFailed, "still has the host name 'ip-10-0-0-1', not 'app-1'");
        (await Node.RunAsync(Node.Machine(other).On("tailscale-rename", "reason=rename\ndetail=Access denied", exit: 1)))
            .AssertFailed(ErrorCode.NetworkJoinFailed, "Access denied");
    }

    [TestMethod]
    public async Task A_name_that_another_node_has_fails_with_both_names()
    {
        var taken = Fixture.Running("app-1.example.ts.net.", "app-1-1.example.ts.net.");

        (await Node.RunAsync(Node.Machine(Fixture.Detected("needs-login")).On("tailscale-login").On("tailscale-await", taken)))
            .AssertFailed(ErrorCode.NetworkJoinFailed, "app-1-1.example.ts.net, not app-1.example.ts.net", "Remove or rename the node", "in the admin console");
        (await Node.RunAsync(Node.Machine(taken))).AssertFailed(ErrorCode.NetworkJoinFailed, "app-1-1.example.ts.net");
    }

    [TestMethod]
    public async Task Tags_that_the_key_does_not_grant_fail() =>
        (await Node.RunAsync(Node.Machine(Fixture.Detected("needs-login")).On("tailscale-login").On("tailscale-await", Fixture.Running("\"tag:app\",", ""))))
            .AssertFailed(ErrorCode.NetworkJoinFailed, "The node lacks tag:app; it has tag:extra, tag:stagecraft.", "the environment variable TS_AUTHKEY", "admin console");

    [TestMethod]
    [DataRow("backend error: requested tags [tag:app] are invalid or not permitted", "tagOwners")]
    [DataRow("backend error: authkey expired", "has expired")]
    [DataRow("backend error: authkey already used", "for one node only")]
    [DataRow("backend error: invalid key: API key does not exist", "The current one was revoked")]
    [DataRow("backend error: invalid key: unable to validate API key", "The current one was revoked")]
    [DataRow("Response: {\"message\":\"API token invalid\"}", "The current one was revoked")]
    [DataRow("backend error: something new", "Resolve the error above, then run again.")]
    public async Task A_refusal_is_shown_with_its_fix(string said, string remedy) =>
        (await Node.RunAsync(Node.Machine(Fixture.Detected("needs-login")).On("tailscale-login", $"reason=login\ndetail={said}", exit: 1)))
            .AssertFailed(ErrorCode.NetworkJoinFailed, said, remedy);

    [TestMethod]
    public async Task On_Headscale_the_fixes_are_its_commands()
    {
        (string, object) server = ("login_server", "https://headscale.example.com");
        var joining = Fixture.Detected("needs-login");

        (await Node.RunAsync(Node.Machine(joining).On("tailscale-login").On("tailscale-await", Fixture.Running("\"tag:app\",", "")), server))
            .AssertFailed(ErrorCode.NetworkJoinFailed, "lacks tag:app", "'headscale preauthkeys create --reusable --tags tag:app,tag:stagecraft'", "'headscale nodes tag -i nWxyzCNTRL -t tag:app,tag:stagecraft'");
        (await Node.RunAsync(Node.Machine(Fixture.Running("app-1.example.ts.net.", "app-1-1.example.ts.net.")), server))
            .AssertFailed(ErrorCode.NetworkJoinFailed, "renamed on the control server", "'headscale nodes list'", "'headscale nodes delete -i ID'", "'headscale nodes rename -i nWxyzCNTRL app-1'");
        var waiting = (await Node.RunAsync(Node.Machine(Fixture.Detected("needs-machine-auth")), server));
        waiting.AssertFailed(ErrorCode.NetworkJoinFailed, "administrator's approval", "'headscale nodes register'");
        Assert.DoesNotContain("admin console", waiting.Message);
    }

    [TestMethod]
    public async Task The_run_waits_for_a_login_that_the_server_delays()
    {
        var run = new NetworkRun(TailscaleConfig.Provider());
        var machine = Node.Machine(Fixture.Detected("needs-login")).On("tailscale-login", PutOff).On("tailscale-rejoin", Ready)
            .On("tailscale-await", Fixture.Detected("needs-login")).On("tailscale-await", Ready);

        var result = await run.RunAsync(Node.App, machine);

        result.AssertSucceeded(JoinChange);
        machine.AssertRan(Login, AwaitNode, "tailscale-rejoin 120", AwaitNode);
        Assert.AreEqual("waits for the control server: backend error: node registration rate limited; will retry after 30s", run.Waited.Single());
        Assert.AreEqual("nWxyzCNTRL", result.Identity.Node);
    }

    [TestMethod]
    [DataRow("node registration rate limited; will retry after 30s")]
    [DataRow("")]
    public async Task A_login_delayed_too_long_times_out_and_quotes_the_server(string error)
    {
        var still = Fixture.Detected("needs-login");
        if (error.Length > 0) still = still.Replace("Tailscale is stopped.", $"You are logged out. The last login error was: {error}", StringComparison.Ordinal);
        var machine = Node.Machine(Fixture.Detected("needs-login")).On("tailscale-login", PutOff).On("tailscale-rejoin", still).On("tailscale-await", still);

        (await Node.RunAsync(machine)).AssertFailed(
            ErrorCode.TimedOut, "within 120 s", "NeedsLogin", "node registration rate limited; will retry after 30s", "infra.bootstrap.timeouts.join");
        machine.AssertRan(Login, AwaitNode, "tailscale-rejoin 120", AwaitNode);
    }

    [TestMethod]
    public async Task A_delayed_login_that_is_refused_shows_the_reason()
    {
        var refused = Fixture.Detected("needs-login").Replace("Tailscale is stopped.", "You are logged out. The last login error was: authkey expired", StringComparison.Ordinal);

        (await Node.RunAsync(Node.Machine(Fixture.Detected("needs-login")).On("tailscale-login", PutOff).On("tailscale-rejoin", refused).On("tailscale-await", refused)))
            .AssertFailed(ErrorCode.NetworkJoinFailed, "authkey expired", "has expired");
    }

    [TestMethod]
    public async Task A_server_that_requires_a_person_is_reported_with_its_URL()
    {
        const string Url = "https://headscale.example.com/register/hskey-authreq-1";
        var asks = Fixture.Detected("needs-login").Replace("\"AuthURL\": \"\"", $"\"AuthURL\": \"{Url}\"", StringComparison.Ordinal);

        (await Node.RunAsync(Node.Machine(Fixture.Detected("needs-login")).On("tailscale-login").On("tailscale-await", asks)))
            .AssertFailed(ErrorCode.NetworkJoinFailed, $"waits for a person to approve the login at {Url}.", "an auth key that needs no approval", "the environment variable TS_AUTHKEY");
        (await Node.RunAsync(Node.Machine(Fixture.Detected("needs-login"), asks).On("tailscale-login", "reason=login\ndetail=timeout waiting for Tailscale service to enter a Running state", exit: 1)))
            .AssertFailed(ErrorCode.NetworkJoinFailed, $"waits for a person to approve the login at {Url}.");
    }

    [TestMethod]
    public async Task A_damaged_state_is_explained_by_the_daemon()
    {
        const string Unhealthy = "reason=login\ndetail=500 Internal Server Error: cannot start backend when state store is unhealthy";
        const string Why = "State store failed to initialize, Tailscale will not work until this is resolved. See https://tailscale.com/s/state-store-init-error. Error: invalid character 'b' looking for beginning of value";
        var fresh = Fixture.Detected("needs-login");

        var result = await Node.RunAsync(Node.Machine(fresh, fresh.Replace("Tailscale is stopped.", Why, StringComparison.Ordinal)).On("tailscale-login", Unhealthy, exit: 1));

        result.AssertFailed(ErrorCode.NetworkJoinFailed, "cannot read its state", "invalid character 'b'", "/var/lib/tailscale/tailscaled.state");
        (await Node.RunAsync(Node.Machine(fresh).On("tailscale-login", Unhealthy, exit: 1))).AssertFailed(ErrorCode.NetworkJoinFailed, "state store is unhealthy");
    }

    [TestMethod]
    [DataRow("settings", "--operator='a b'", "cannot repeat")]
    [DataRow("server", "https://other.example.com", "login_server")]
    public async Task Settings_that_block_the_join_are_named(string reason, string detail, string part) =>
        (await Node.RunAsync(Node.Machine(Fixture.Detected("needs-login")).On("tailscale-login", $"reason={reason}\ndetail={detail}", exit: 1)))
            .AssertFailed(ErrorCode.NetworkJoinFailed, detail, part);

    [TestMethod]
    public async Task A_login_that_takes_too_long_times_out_and_quotes_the_daemon()
    {
        const string Timeout = "reason=login\ndetail=timeout waiting for Tailscale service to enter a Running state; check health with \"tailscale status\"";

        (await Node.RunAsync(Node.Machine(Fixture.Detected("needs-login"), Fixture.Detected("starting")).On("tailscale-login", Timeout, exit: 1)))
            .AssertFailed(ErrorCode.TimedOut, "within 120 s", "Starting", "Unable to connect");
        (await Node.RunAsync(Node.Machine(Fixture.Detected("needs-login"), Fixture.Detected("expired").Replace("node key expired", "invalid key: API key does not exist", StringComparison.Ordinal)).On("tailscale-login", Timeout, exit: 1)))
            .AssertFailed(ErrorCode.NetworkJoinFailed, "The last login error was: invalid key", "was revoked");
        (await Node.RunAsync(Node.Machine(Fixture.Detected("stopped")).On("tailscale-up", "reason=timeout", exit: 1))).AssertFailed(ErrorCode.TimedOut);
    }

    [TestMethod]
    public async Task The_limits_are_the_configured_ones()
    {
        var run = new NetworkRun(TailscaleConfig.Provider()) { Timeouts = new BootstrapTimeouts { Join = TimeSpan.FromSeconds(45), Query = TimeSpan.FromSeconds(10) } };
        var machine = Node.Machine(Fixture.Detected("needs-login")).On("tailscale-login").On("tailscale-await", Ready);

        await run.RunAsync(Node.App, machine);

        machine.AssertRan(Login.Replace("120", "45", StringComparison.Ordinal), AwaitNode.Replace("30", "5", StringComparison.Ordinal));
    }

    [TestMethod]
    public async Task Check_mode_reports_what_would_change()
    {
        (await Node.CheckAsync(Node.Machine(Fixture.Detected("needs-login")))).AssertSucceeded($"{JoinChange} (the node is not logged in, or its key has expired)");
        (await Node.CheckAsync(Node.Machine(Fixture.Detected("stopped")))).AssertSucceeded("bring tailscale up (it is down)");
        (await Node.CheckAsync(Node.Machine(Fixture.Running("\"HostName\": \"app-1\"", "\"HostName\": \"x\"")))).AssertSucceeded("rename the node to app-1 (it is named x)");
        (await Node.CheckAsync(Node.Machine(Fixture.Detected("other-tailnet")))).AssertFailed(ErrorCode.NetworkJoinFailed);
    }
}

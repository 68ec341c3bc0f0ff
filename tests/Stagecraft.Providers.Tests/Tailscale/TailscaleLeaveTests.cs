using Stagecraft.Bootstrap;
using Stagecraft.Providers.Tailscale;
using Stagecraft.Providers.Tests.Network;
using Stagecraft.Providers.Tests.StandIn;
using Stagecraft.Testing;

namespace Stagecraft.Providers.Tests.Tailscale;

/// <summary>Taking a node out of its tailnet.</summary>
[TestClass]
public sealed class TailscaleLeaveTests
{
    private const string Leave = "tailscale-leave 30";
    private const string Outside = "client=198.51.100.4\nserver=203.0.113.7";
    private const string Change = "leave example.ts.net";

    private static string LoggedOut => Fixture.Installed("{\"BackendState\":\"NeedsLogin\"}");

    [TestMethod]
    public async Task A_node_is_logged_out_and_its_state_verified()
    {
        var machine = Node.Machine(Fixture.Detected("running"), LoggedOut).On("tailscale-path", Outside).On("tailscale-leave");

        (await LeaveAsync(machine)).AssertSucceeded(Change);

        machine.AssertRan("tailscale-path", Leave, "tailscale-detect");
    }

    [TestMethod]
    [DataRow("Stopped")]
    [DataRow("NeedsMachineAuth")]
    public async Task A_node_that_does_not_run_is_logged_out_too(string state)
    {
        var machine = Node.Machine(Fixture.Running("\"BackendState\": \"Running\"", $"\"BackendState\": \"{state}\""), LoggedOut).On("tailscale-path", Outside).On("tailscale-leave");

        (await LeaveAsync(machine)).AssertSucceeded(Change);
    }

    [TestMethod]
    [DataRow("LoadState=not-found")]
    [DataRow("client=/usr/bin/tailscale\nLoadState=not-found\nerror=failed to connect to local tailscaled")]
    [DataRow("client=/usr/bin/tailscale\nLoadState=loaded\nUnitFileState=enabled\nstatus={\"BackendState\":\"NeedsLogin\"}")]
    [DataRow("client=/usr/bin/tailscale\nLoadState=loaded\nUnitFileState=enabled\nstatus={\"BackendState\":\"NeedsLogin\",\"HaveNodeKey\":true}")]
    public async Task A_host_that_is_not_logged_in_is_not_changed(string detected)
    {
        var machine = Node.Machine(detected);

        var result = await LeaveAsync(machine);

        result.AssertSucceeded();
        Assert.AreEqual("not in the network", result.Step("network-leave").Detail);
        machine.AssertRan();
    }

    [TestMethod]
    public async Task Each_recorded_state_has_a_result()
    {
        foreach (var recorded in RecordedState.All)
        {
            var machine = Node.Machine(Fixture.Recorded(recorded), LoggedOut).On("tailscale-await", Fixture.Recorded(recorded)).On("tailscale-path", Outside).On("tailscale-leave");
            var result = await LeaveAsync(machine, ("tailnet_domain", TailnetOf(recorded)));

            Assert.AreEqual(HostStatus.Success, result.Status, $"{recorded}: {result.Message}");
            var state = recorded.Status.GetProperty("BackendState").GetString();
            Assert.AreEqual(state is not "NeedsLogin", result.Changed, $"{recorded}");
        }
    }

    [TestMethod]
    public async Task A_node_that_is_starting_is_waited_for()
    {
        var machine = Node.Machine(Fixture.Running("\"BackendState\": \"Running\"", "\"BackendState\": \"Starting\""), LoggedOut)
            .On("tailscale-await", Fixture.Detected("running")).On("tailscale-path", Outside).On("tailscale-leave");

        (await LeaveAsync(machine)).AssertSucceeded(Change);
        machine.AssertRan("tailscale-await 30 - -", "tailscale-path", Leave, "tailscale-detect");
    }

    [TestMethod]
    [DataRow("client=100.101.102.104\nserver=203.0.113.7")]
    [DataRow("client=198.51.100.4\nserver=fd7a:115c:a1e0::1")]
    [DataRow("")]
    public async Task A_leave_does_not_cut_its_own_connection(string path)
    {
        var machine = Node.Machine(Fixture.Detected("running")).On("tailscale-path", path);

        (await LeaveAsync(machine)).AssertFailed(ErrorCode.NetworkLeaveFailed, "may run through the tailnet", "address: public");
        machine.AssertRan("tailscale-path");
    }

    [TestMethod]
    public async Task A_node_of_another_tailnet_stays_there()
    {
        var machine = Node.Machine(Fixture.Detected("running"));

        (await LeaveAsync(machine, ("tailnet_domain", "other.ts.net"))).AssertFailed(ErrorCode.NetworkLeaveFailed, "The host is in the tailnet example.ts.net, not in other.ts.net.");
        machine.AssertRan();
    }

    [TestMethod]
    public async Task A_stopped_daemon_is_not_taken_for_a_node_that_has_left()
    {
        var machine = Node.Machine("client=/usr/bin/tailscale\nLoadState=loaded\nUnitFileState=disabled\nerror=failed to connect to local tailscaled");

        (await LeaveAsync(machine)).AssertFailed(ErrorCode.NetworkLeaveFailed, "does not answer", "failed to connect to local tailscaled", "systemctl start tailscaled");
    }

    [TestMethod]
    [DataRow("reason=logout\ndetail=context deadline exceeded", "The logout failed: context deadline exceeded.")]
    [DataRow("reason=state\ndetail=Running", "The node is still logged in 10 s after 'tailscale logout'. Its state is Running.")]
    public async Task A_failed_logout_is_quoted(string answer, string expected)
    {
        var machine = Node.Machine(Fixture.Detected("running")).On("tailscale-path", Outside).On("tailscale-leave", answer, exit: 1);

        var result = await LeaveAsync(machine);

        result.AssertFailed(ErrorCode.NetworkLeaveFailed, expected);
        Assert.AreEqual("leave example.ts.net (begun, not finished)", result.Step("network-leave").Begun);
    }

    [TestMethod]
    public async Task A_node_that_is_still_logged_in_has_not_left()
    {
        var machine = Node.Machine(Fixture.Detected("running")).On("tailscale-path", Outside).On("tailscale-leave");

        (await LeaveAsync(machine)).AssertFailed(ErrorCode.NetworkLeaveFailed, "The node is still logged in after 'tailscale logout'. Its state is Running.");
    }

    [TestMethod]
    public async Task Check_mode_refuses_what_a_leave_would_refuse()
    {
        var outside = Node.Machine(Fixture.Detected("running")).On("tailscale-path", Outside);
        var inside = Node.Machine(Fixture.Detected("running")).On("tailscale-path", "client=100.64.0.9\nserver=203.0.113.7");

        (await CheckAsync(outside)).AssertSucceeded("leave example.ts.net (it is logged in as app-1.example.ts.net)");
        (await CheckAsync(inside)).AssertFailed(ErrorCode.NetworkLeaveFailed, "may run through the tailnet");
        outside.AssertRan("tailscale-path");
    }

    [TestMethod]
    public async Task Headscale_needs_a_deleted_node_before_the_host_can_join_again()
    {
        var machine = Node.Machine(Fixture.Detected("running"), LoggedOut).On("tailscale-path", Outside).On("tailscale-leave");

        var result = await LeaveAsync(machine, ("login_server", "https://headscale.example.com"));

        Assert.AreEqual(
            "Headscale refuses a later login of a tagged node that was logged out. Before this host joins again, delete its node: 'headscale nodes delete -i nWxyzCNTRL'.",
            result.Warnings.Single());
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task The_script_waits_until_the_daemon_is_logged_out()
    {
        var run = await ScriptRun.OfAsync(TailscaleScripts.Leave.With("30"), ScriptedClient.With(states: ["Running", "NeedsLogin"]));

        run.Succeeded().Changed("tailscale logout");
        Assert.AreEqual(2, run.Calls.Count(call => call.StartsWith("tailscale status", StringComparison.Ordinal)));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task The_script_quotes_the_client()
    {
        var client = """
            client() { echo 'context deadline exceeded' >&2; return 1; }
            """;
        (await ScriptRun.OfAsync(TailscaleScripts.Leave.With("30"), ScriptedClient.With() + "\n" + client)).Failed("logout", "context deadline exceeded");
        (await ScriptRun.OfAsync(TailscaleScripts.Leave.With("30"), ScriptedClient.With(states: ["Running"]))).Failed("state", "Running");
    }

    private static string TailnetOf(RecordedState recorded) =>
        recorded.Status.GetProperty("MagicDNSSuffix").GetString() is { Length: > 0 } suffix ? suffix : "example.ts.net";

    private static Task<HostResult> LeaveAsync(ScriptedHost machine, params (string Key, object Value)[] settings) =>
        new NetworkRun(TailscaleConfig.Provider(settings)).LeaveAsync(Node.App, machine);

    private static Task<HostResult> CheckAsync(ScriptedHost machine) =>
        new NetworkRun(TailscaleConfig.Provider()) { CheckOnly = true }.LeaveAsync(Node.App, machine);
}

using Stagecraft.Bootstrap;
using Stagecraft.Providers.Tests.Network;

namespace Stagecraft.Providers.Tests.Tailscale;

/// <summary>The configured settings of a node: what is changed, in which order, and what happens if a change cuts the connection.</summary>
[TestClass]
public sealed class NodeSettingsTests
{
    private const string ToRoutes = "set accept-routes to true (was false)";

    private static string Ready => Detected("{}");

    private static readonly (string, object) AcceptRoutes = ("settings", ((string, object)[])[("accept_routes", "true")]);

    [TestMethod]
    public async Task Settings_that_have_their_values_cost_nothing()
    {
        var machine = Node.Machine(Detected("""{"RouteAll": true, "CorpDNS": false, "RunSSH": true, "ShieldsUp": true, "AdvertiseRoutes": ["fd00:1::/64", "0.0.0.0/0", "10.0.0.0/24", "::/0"], "AutoUpdate": {"Check": true, "Apply": false}}"""));

        var result = await Node.RunAsync(machine, Settings(
            ("accept_routes", "true"), ("accept_dns", "false"), ("ssh", "true"), ("shields_up", "true"), ("advertise_exit_node", "true"),
            ("advertise_routes", (string[])["10.0.0.0/24", "fd00:1::/64"]), ("auto_update", "false"), ("exit_node", "none")));

        result.AssertSucceeded();
        machine.AssertRan();
        Assert.HasCount(1, machine.Commands);
        Assert.IsEmpty(result.Warnings);
    }

    [TestMethod]
    public async Task Without_settings_none_is_touched() =>
        (await Node.RunAsync(Node.Machine(Detected("""{"RouteAll": true, "RunSSH": true}""")))).AssertSucceeded();

    [TestMethod]
    public async Task A_setting_that_cannot_cut_the_connection_is_set_over_it()
    {
        var machine = Node.Machine(Ready, Detected("""{"CorpDNS": false, "AutoUpdate": {"Check": true, "Apply": true}}""")).On("tailscale-set");

        var result = await Node.RunAsync(machine, Settings(("accept_dns", "false"), ("auto_update", "true")));

        result.AssertSucceeded("set accept-dns to false (was true); set auto-update to true (was unset)");
        machine.AssertRan("tailscale-set - --accept-dns=false --auto-update=true", "tailscale-detect");
        Assert.HasCount(2, machine.Commands);
    }

    [TestMethod]
    public async Task A_subnet_router_forwards_packets()
    {
        var machine = Node.Machine(Ready + "\nforwarding=no", Detected("""{"AdvertiseRoutes": ["10.0.0.0/24"]}""")).On("tailscale-set");

        var result = await Node.RunAsync(machine, Settings(("advertise_routes", (string[])["10.0.0.0/24"])));

        result.AssertSucceeded("enable IP forwarding; set advertise-routes to 10.0.0.0/24 (was none)");
        machine.AssertRan("tailscale-set forward --advertise-routes=10.0.0.0/24", "tailscale-detect");
    }

    [TestMethod]
    public async Task A_router_that_has_lost_its_forwarding_gets_it_back()
    {
        const string Routes = """{"AdvertiseRoutes": ["10.0.0.0/24"]}""";
        var machine = Node.Machine(Detected(Routes) + "\nforwarding=no", Detected(Routes)).On("tailscale-set");

        (await Node.RunAsync(machine, Settings(("advertise_routes", (string[])["10.0.0.0/24"])))).AssertSucceeded("enable IP forwarding");
    }

    [TestMethod]
    public async Task A_setting_that_can_cut_the_connection_is_confirmed_over_a_new_one()
    {
        var machine = Node.Machine(Ready, Detected("""{"RouteAll": true, "RunSSH": true}""")).On("tailscale-guard").On("tailscale-keep");
        var run = new NetworkRun(TailscaleConfig.Provider(Settings(("accept_routes", "true"), ("ssh", "true"))));

        var result = await run.RunAsync(Node.App, machine);

        result.AssertSucceeded(ToRoutes + "; set ssh to true (was false)");
        machine.AssertRan("tailscale-guard 180 --accept-routes=false --ssh=false -- --accept-routes=true --ssh=true", "tailscale-keep", "tailscale-detect");
        Assert.HasCount(2, run.Connector.Connected);
        Assert.AreEqual(2, machine.Disposed);
    }

    [TestMethod]
    public async Task Settings_that_can_cut_the_connection_come_last()
    {
        var machine = Node.Machine(Ready, Detected("""{"CorpDNS": false}"""), Detected("""{"CorpDNS": false, "RouteAll": true}"""))
            .On("tailscale-set").On("tailscale-guard").On("tailscale-keep");

        var result = await Node.RunAsync(machine, Settings(("accept_routes", "true"), ("accept_dns", "false")));

        result.AssertSucceeded("set accept-dns to false (was true); " + ToRoutes);
        machine.AssertRan(
            "tailscale-set - --accept-dns=false", "tailscale-detect", "tailscale-guard 180 --accept-routes=false -- --accept-routes=true", "tailscale-keep", "tailscale-detect");
    }

    [TestMethod]
    public async Task A_cut_connection_does_not_fail_the_host_if_a_new_one_works()
    {
        var machine = Node.Machine(Ready, Detected("""{"RouteAll": true}""")).On("tailscale-guard").On("tailscale-keep");
        machine.OnScript = (script, _) => script == "tailscale-guard" ? throw new HostFailureException(ErrorCode.SshConnectionLost, "Lost.", "Again.") : Task.CompletedTask;

        (await Node.RunAsync(machine, AcceptRoutes)).AssertSucceeded(ToRoutes);
    }

    [TestMethod]
    public async Task A_host_that_no_longer_answers_puts_the_old_value_back()
    {
        var machine = Node.Machine(Ready).On("tailscale-guard");
        var connections = 0;
        machine.OnConnect = _ => ++connections == 2 ? throw new HostFailureException(ErrorCode.SshUnreachable, "The host refused the connection.", "Check sshd.") : Task.CompletedTask;

        var result = await Node.RunAsync(machine, AcceptRoutes);

        result.AssertFailed(
            ErrorCode.NetworkJoinFailed,
            $"The host does not answer on a new connection after this change: {ToRoutes}. It puts the old value back 180 s after the change. The host refused the connection.");
        Assert.AreEqual(ToRoutes, result.Step("network-join").Begun);
        machine.AssertRan("tailscale-guard 180 --accept-routes=false -- --accept-routes=true");
    }

    [TestMethod]
    public async Task A_setting_that_the_client_rejects_is_reported_with_its_line()
    {
        var machine = Node.Machine(Ready).On("tailscale-guard", "reason=set\ndetail=no node found in netmap with IP 100.64.0.99", exit: 1);

        var result = await Node.RunAsync(machine, Settings(("exit_node", "100.64.0.99")));

        result.AssertFailed(ErrorCode.NetworkJoinFailed, "Tailscale rejected the settings: no node found in netmap with IP 100.64.0.99. Correct network.providers.tailscale.settings");
        machine.AssertRan("tailscale-guard 180 --exit-node= -- --exit-node=100.64.0.99");
    }

    [TestMethod]
    public async Task A_setting_that_does_not_stay_is_a_failure()
    {
        var machine = Node.Machine(Ready, Ready).On("tailscale-set");

        (await Node.RunAsync(machine, Settings(("accept_dns", "false")))).AssertFailed(ErrorCode.NetworkJoinFailed, "The node did not keep a setting: accept-dns is true, not false.");
    }

    [TestMethod]
    public async Task An_exit_node_is_known_by_its_id_once_it_is_used()
    {
        var used = Detected("""{"ExitNodeID": "n7", "ExitNodeIP": ""}""").Replace("\"Health\"", """ "ExitNodeStatus": {"ID": "n7", "Online": true, "TailscaleIPs": ["100.64.0.7/32", "fd7a:115c:a1e0::7/128"]}, "Health" """, StringComparison.Ordinal);
        foreach (var address in (string[])["100.64.0.7", "fd7a:115c:a1e0::7", "fd7a:115c:a1e0:0::7"])
            (await Node.RunAsync(Node.Machine(used), Settings(("exit_node", address)))).AssertSucceeded();

        var machine = Node.Machine(used, Ready).On("tailscale-guard").On("tailscale-keep");
        (await Node.RunAsync(machine, Settings(("exit_node", "none")))).AssertSucceeded("set exit-node to none (was 100.64.0.7)");
        machine.AssertRan("tailscale-guard 180 --exit-node=100.64.0.7 -- --exit-node=", "tailscale-keep", "tailscale-detect");
    }

    [TestMethod]
    public async Task Check_mode_shows_both_values_of_each_setting()
    {
        var machine = Node.Machine(Detected("""{"ShieldsUp": true}""") + "\nforwarding=no");

        var result = await Node.CheckAsync(machine, Settings(("advertise_exit_node", "true"), ("ssh", "true"), ("shields_up", "false")));

        result.AssertSucceeded("enable IP forwarding; set advertise-exit-node to true (was false); set shields-up to false (was true); set ssh to true (was false)");
        machine.AssertRan();
        Assert.IsEmpty(result.Warnings);
    }

    [TestMethod]
    public async Task Check_mode_shows_the_settings_of_a_host_without_a_client()
    {
        var result = await Node.CheckAsync(Node.Machine("LoadState=not-found"), Settings(("accept_dns", "false")));

        result.AssertSucceeded(
            "install tailscale (tailscale is not installed)", "join example.ts.net as app-1 (a new node is not logged in); set accept-dns to false (was true)");
    }

    [TestMethod]
    public async Task A_login_is_followed_by_the_settings_that_it_has_reset()
    {
        var machine = Node.Machine(Fixture.Detected("expired") + Prefs.Line("{}"), Detected("""{"AutoUpdate": {"Check": true, "Apply": true}}"""))
            .On("tailscale-login").On("tailscale-await", Ready).On("tailscale-set");

        var result = await Node.RunAsync(machine, Settings(("auto_update", "true")));

        result.AssertSucceeded("join example.ts.net as app-1; set auto-update to true (was unset)");
    }

    [TestMethod]
    public async Task An_interrupted_run_is_confirmed_by_the_next_one()
    {
        var machine = Node.Machine(Detected("""{"RouteAll": true}""") + "\nrestoring=yes", Detected("""{"RouteAll": true}""")).On("tailscale-keep");

        (await Node.RunAsync(machine, AcceptRoutes)).AssertSucceeded("keep the settings of an earlier run");

        machine.AssertRan("tailscale-keep", "tailscale-detect");
    }

    [TestMethod]
    public async Task Settings_that_the_client_does_not_report_are_a_failure() =>
        (await Node.RunAsync(Node.Machine(Fixture.Detected("running")), AcceptRoutes)).AssertFailed(ErrorCode.NetworkJoinFailed, "'tailscale debug prefs' failed");

    [TestMethod]
    public async Task A_role_overrides_the_common_settings_key_by_key()
    {
        var ofRole = ("role_settings", (object)((string, object)[])[("app", ((string, object)[])[("accept_dns", "true"), ("advertise_routes", Array.Empty<string>())]), ("db", ((string, object)[])[("ssh", "true")])]);
        var machine = Node.Machine(Detected("""{"AdvertiseRoutes": ["10.0.0.0/24"]}"""), Detected("""{"AutoUpdate": {"Check": true, "Apply": false}}""")).On("tailscale-set");

        var result = await Node.RunAsync(machine, Settings(("accept_dns", "false"), ("auto_update", "false"), ("advertise_routes", (string[])["10.0.0.0/24"])), ofRole);

        result.AssertSucceeded("set advertise-routes to none (was 10.0.0.0/24); set auto-update to false (was unset)");
        machine.AssertRan("tailscale-set - --advertise-routes= --auto-update=false", "tailscale-detect");
    }

    [TestMethod]
    [DataRow("10.0.0.0/33", "has '10.0.0.0/33'; a route is a network such as 10.0.0.0/24 or fd00:1::/64.")]
    [DataRow("10.0.0.0", "has '10.0.0.0'; a route is a network")]
    [DataRow("10.0.0.1/24", "has '10.0.0.1/24', which is an address in a network. Write the network's first address.")]
    [DataRow("fd00::1/64", "which is an address in a network")]
    [DataRow("0.0.0.0/0", "the route of an exit node. Use advertise_exit_node.")]
    [DataRow("::/0", "the route of an exit node. Use advertise_exit_node.")]
    [DataRow("fe80::%1/64", "a route is a network")]
    public void A_wrong_route_is_a_configuration_error(string route, string problem) =>
        Assert.Contains($"network.providers.tailscale.settings.advertise_routes {(problem.StartsWith("has", StringComparison.Ordinal) ? problem : "has '")}", Errors(Settings(("advertise_routes", (string[])[route]))), problem);

    [TestMethod]
    public void Wrong_settings_are_configuration_errors()
    {
        Assert.Contains("network.providers.tailscale.settings.exit_node is 'router'; it must be the exit node's address in the tailnet", Errors(Settings(("exit_node", "router"))));
        Assert.Contains("network.providers.tailscale.settings has both exit_node and advertise_exit_node.", Errors(Settings(("exit_node", "100.64.0.7"), ("advertise_exit_node", "true"))));
        Assert.Contains(
            "network.providers.tailscale.role_settings.app has both exit_node and advertise_exit_node.",
            Errors(Settings(("advertise_exit_node", "true")), ("role_settings", ((string, object)[])[("app", ((string, object)[])[("exit_node", "100.64.0.7")])])));
        Assert.Contains("Unknown key 'acept_dns' in network.providers.tailscale.settings. Did you mean 'accept_dns'?", Errors(Settings(("acept_dns", "true"))));
        Assert.AreEqual("", Errors(Settings(("exit_node", "none"), ("advertise_exit_node", "true"))));
    }

    private static string Errors(params (string Key, object Value)[] more) => string.Join('\n', TailscaleConfig.Errors([.. TailscaleConfig.Minimal, .. more]));

    private static (string, object) Settings(params (string, object)[] settings) => ("settings", settings);

    private static string Detected(string prefs) => Fixture.Detected("running") + Prefs.Line(prefs);
}

using Stagecraft.Bootstrap;
using Stagecraft.Providers.Tests.Network;
using Stagecraft.Testing;
using Stagecraft.Testing.Cloud;

namespace Stagecraft.Providers.Tests.Tailscale.ControlServer;

/// <summary>A rebuilt host takes the name of its offline node.</summary>
[TestClass]
public sealed class NodeReplacementTests
{
    private const string Join = "join example.ts.net as app-1";
    private const string Old = "n9old";
    private static readonly string Remove = $"remove the offline node app-1 ({Old}) from the tailnet";

    private static DateTimeOffset LongAgo => ImpatientTime.Start.AddMinutes(-11);

    private static StandInNode OldNode => new(Old, "app-1") { LastSeen = LongAgo };

    private static StandInNode OwnNode => new("nWxyzCNTRL", "app-1-1") { Online = true };

    private static string LoggedOut => Fixture.Installed("{\"BackendState\":\"NeedsLogin\"}");

    private static string Numbered => Fixture.Running("\"DNSName\": \"app-1.", "\"DNSName\": \"app-1-1.");

    private static ScriptedHost New(string after) => Node.Machine(LoggedOut).On("tailscale-login").On("tailscale-await", after);

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task A_new_node_gets_the_name_of_the_offline_one(bool headscale)
    {
        await using var server = await ControlServerStandIn.StartAsync(headscale);
        server.Add(OldNode, OwnNode with { Name = "other" });

        var result = await RunAsync(server, New(Fixture.Detected("running")));

        result.AssertSucceeded($"{Remove}; {Join}");
        Assert.AreEqual("nWxyzCNTRL", string.Join(' ', server.Nodes.Keys));
        Assert.AreSequenceEqual(
            headscale
                ? ["GET /api/v1/node", $"GET /api/v1/node/{Old}", $"DELETE /api/v1/node/{Old}", "GET /api/v1/node"]
                : ["GET /api/v2/tailnet/-/devices?fields=all", $"GET /api/v2/device/{Old}?fields=all", $"DELETE /api/v2/device/{Old}", "GET /api/v2/tailnet/-/devices?fields=all"],
            server.Calls);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task A_node_with_a_number_gets_its_name_after_the_removal(bool headscale)
    {
        await using var server = await ControlServerStandIn.StartAsync(headscale);
        server.Add(OldNode, OwnNode);
        var machine = Node.Machine(Numbered).On("tailscale-reclaim").On("tailscale-await", Fixture.Detected("running"));

        var result = await RunAsync(server, machine);

        result.AssertSucceeded($"{Remove}; rename the node to app-1");
        machine.AssertRan("tailscale-reclaim 30 app-1 app-1-1", "tailscale-await 30 app-1 -");
        Assert.AreEqual("nWxyzCNTRL", string.Join(' ', server.Nodes.Keys));
    }

    public static IEnumerable<object[]> Kept =>
    [
        [OldNode with { Online = true }, "it is online"],
        [OldNode with { Tags = ["tag:app"] }, "it lacks tag:stagecraft"],
        [OldNode with { Tags = [] }, "it lacks tag:app, tag:stagecraft"],
        [OldNode with { LastSeen = ImpatientTime.Start.AddMinutes(-9) }, "it was online within the last 10 min (replace_offline_after)"],
        [OldNode with { LastSeen = null }, "the control server does not say since when it is offline"],
    ];

    [TestMethod]
    [DynamicData(nameof(Kept))]
    public async Task A_node_that_does_not_meet_every_condition_stays(object old, string why)
    {
        foreach (var headscale in (bool[])[true, false])
        {
            await using var server = await ControlServerStandIn.StartAsync(headscale);
            server.Add((StandInNode)old, OwnNode);

            var result = await RunAsync(server, New(Numbered));

            result.AssertFailed(ErrorCode.NetworkJoinFailed, "The node's name in the tailnet is app-1-1.example.ts.net", $"was not removed: {why}.");
            Assert.HasCount(2, server.Nodes);
            Assert.IsFalse(server.Calls.Any(call => call.StartsWith("DELETE", StringComparison.Ordinal)));
        }
    }

    [TestMethod]
    [DataRow("app-10")]
    [DataRow("app")]
    [DataRow("app-1-1")]
    [DataRow("xapp-1")]
    public async Task A_node_with_another_name_stays(string name)
    {
        await using var server = await ControlServerStandIn.StartAsync(headscale: false);
        server.Add(OldNode with { Name = name }, OwnNode with { Name = "app-1" });

        (await RunAsync(server, New(Fixture.Detected("running")))).AssertSucceeded(Join);

        Assert.HasCount(2, server.Nodes);
    }

    [TestMethod]
    public async Task A_node_that_is_shared_from_another_tailnet_stays()
    {
        await using var server = await ControlServerStandIn.StartAsync(headscale: false);
        server.Add(OldNode with { IsExternal = true }, OwnNode);

        (await RunAsync(server, New(Numbered))).AssertFailed(ErrorCode.NetworkJoinFailed, "it belongs to another tailnet");
    }

    // The list is read once, and hosts at the end of a long run use it too.
    [TestMethod]
    public async Task A_node_that_has_come_back_since_the_list_stays()
    {
        await using var server = await ControlServerStandIn.StartAsync(headscale: false);
        server.Add(OldNode, OwnNode);
        server.Before = request =>
        {
            if (request.Contains("/device/", StringComparison.Ordinal)) server.Add(OldNode with { Online = true });
            return Task.CompletedTask;
        };

        (await RunAsync(server, Node.Machine(Numbered))).AssertFailed(ErrorCode.NetworkJoinFailed, "was not removed: it is online.");

        Assert.HasCount(2, server.Nodes);
    }

    [TestMethod]
    public async Task A_node_that_is_gone_since_the_list_needs_no_removal()
    {
        await using var server = await ControlServerStandIn.StartAsync(headscale: true);
        server.Add(OldNode, OwnNode);
        server.Before = request =>
        {
            if (request.Contains("/node/", StringComparison.Ordinal)) server.Nodes.TryRemove(Old, out _);
            return Task.CompletedTask;
        };
        var machine = Node.Machine(Numbered).On("tailscale-reclaim").On("tailscale-await", Fixture.Detected("running"));

        (await RunAsync(server, machine)).AssertSucceeded("rename the node to app-1");
    }

    [TestMethod]
    public async Task A_removal_whose_answer_is_lost_is_in_the_report()
    {
        await using var server = await ControlServerStandIn.StartAsync(headscale: true);
        server.Add(OldNode, OwnNode);
        server.Fault = request => request.StartsWith("DELETE", StringComparison.Ordinal) ? (502, "text/plain", "bad gateway") : null;

        var result = await RunAsync(server, New(Fixture.Detected("running")));

        result.AssertFailed(ErrorCode.NetworkJoinFailed, "status 502");
        Assert.IsTrue(result.Changed);
        Assert.AreEqual($"{Remove} (begun, not finished)", result.Step("network-join").Begun);
    }

    [TestMethod]
    public async Task The_hosts_own_node_is_never_removed()
    {
        await using var server = await ControlServerStandIn.StartAsync(headscale: false);
        server.Add(OwnNode with { Name = "app-1", Online = false, LastSeen = LongAgo });

        (await RunAsync(server, Node.Machine(Numbered))).AssertFailed(ErrorCode.NetworkJoinFailed, "app-1-1.example.ts.net");

        Assert.HasCount(1, server.Nodes);
    }

    [TestMethod]
    public async Task A_known_node_that_logs_in_again_keeps_its_entry()
    {
        await using var server = await ControlServerStandIn.StartAsync(headscale: false);
        server.Add(OldNode, OwnNode with { Name = "app-2" });
        var machine = Node.Machine(Fixture.Installed("{\"BackendState\":\"NeedsLogin\",\"HaveNodeKey\":true}")).On("tailscale-login").On("tailscale-await", Fixture.Detected("running"));

        (await RunAsync(server, machine)).AssertSucceeded(Join);

        Assert.HasCount(2, server.Nodes);
    }

    [TestMethod]
    public async Task A_check_says_what_would_be_removed()
    {
        await using var server = await ControlServerStandIn.StartAsync(headscale: false);
        server.Add(OldNode, OwnNode);
        const string Reason = "it was offline for at least 10 min and has this host's name and tags";

        var fresh = await new NetworkRun(server.Provider()) { CheckOnly = true }.RunAsync(Node.App, Node.Machine(LoggedOut));
        var numbered = await new NetworkRun(server.Provider()) { CheckOnly = true }.RunAsync(Node.App, Node.Machine(Numbered));

        fresh.AssertSucceeded($"{Remove} ({Reason}); {Join} (the node is not logged in, or its key has expired)");
        numbered.AssertSucceeded($"{Remove} ({Reason}); rename the node to app-1 (it is named app-1-1 in the tailnet)");
        Assert.HasCount(2, server.Nodes);
    }

    [TestMethod]
    [DataRow(60, true)]
    [DataRow(3600, false)]
    public async Task The_time_is_configurable(int seconds, bool removed)
    {
        await using var server = await ControlServerStandIn.StartAsync(headscale: false);
        server.Add(OldNode, OwnNode);

        await new NetworkRun(server.Provider(options => options with { ReplaceOfflineAfter = TimeSpan.FromSeconds(seconds) })).RunAsync(Node.App, New(Fixture.Detected("running")));

        Assert.AreEqual(removed, !server.Nodes.ContainsKey(Old));
    }

    [TestMethod]
    public async Task Without_the_setting_the_failure_names_it()
    {
        await using var server = await ControlServerStandIn.StartAsync(headscale: false);
        server.Add(OldNode, OwnNode);

        var result = await new NetworkRun(server.Provider(options => options with { ReplaceOfflineNode = false })).RunAsync(Node.App, New(Numbered));

        result.AssertFailed(ErrorCode.NetworkJoinFailed, "Another node has that name", "Or set replace_offline_node, and run again when that node has been offline for 10 minutes.");
        Assert.IsEmpty(server.Requests);
    }

    [TestMethod]
    public async Task An_auth_key_that_is_an_OAuth_client_is_enough()
    {
        await using var server = await ControlServerStandIn.StartAsync(headscale: false);
        server.Add(OldNode, OwnNode);

        var result = await new NetworkRun(server.Provider(options => options with { ApiKey = null, AuthKey = new Secret(ControlServerStandIn.OAuthSecret + "?ephemeral=false") }))
            .RunAsync(Node.App, New(Fixture.Detected("running")));

        result.AssertSucceeded($"{Remove}; {Join}");
    }

    [TestMethod]
    public async Task The_list_is_read_once_for_many_hosts()
    {
        await using var server = await ControlServerStandIn.StartAsync(headscale: true);
        var hosts = Enumerable.Range(1, 20).Select(i => new Host { Id = $"{i}", Name = $"app-{i}", Role = "app", PublicIp = "203.0.113.7" }).ToList();
        server.Add([.. hosts.Select(host => new StandInNode($"o{host.Id}", host.Name) { LastSeen = LongAgo })]);
        var run = new NetworkRun(server.Provider());
        server.Before = request =>
        {
            // The new nodes, for the check at the end of the run.
            if (request == "GET /api/v1/node" && server.Nodes.IsEmpty) server.Add([.. hosts.Select(host => new StandInNode($"n{host.Id}", host.Name) { Online = true })]);
            return Task.CompletedTask;
        };
        run.Connector.Default = Machine;

        var report = await run.RunAsync(hosts, CancellationToken.None);

        Assert.AreEqual(20, report.Succeeded, string.Join('\n', report.Results.Select(result => result.Message)));
        Assert.AreEqual(2, server.Calls.Count(call => call == "GET /api/v1/node"), "one for the hosts, one for the check at the end");
        Assert.AreEqual(20, server.Calls.Count(call => call.StartsWith("DELETE", StringComparison.Ordinal)));

        static ScriptedHost Machine(Host host) => New(Fixture.Detected("running").Replace("app-1", host.Name, StringComparison.Ordinal).Replace("nWxyzCNTRL", $"n{host.Id}", StringComparison.Ordinal))
            .On("tailscale-peers", $"ids={string.Join(',', Enumerable.Range(1, 20).Select(i => $"n{i}"))},");
    }

    public static IEnumerable<object[]> Failures =>
    [
        [false, "POST", 401, "application/json", "{\"message\":\"API token invalid\"}", "for an access token failed: status 401, \"API token invalid\".", "scope devices:core"],
        [false, "GET", 403, "application/json", "{\"message\":\"calling actor does not have enough permissions\"}", "for its list of nodes failed: status 403, \"calling actor does not have enough permissions\".", "scope devices:core"],
        [false, "DELETE", 403, "application/json", "{\"message\":\"no\"}", $"for the removal of the node {Old} failed: status 403, \"no\".", "scope devices:core"],
        [false, "DELETE", 501, "application/json", "{\"message\":\"not owned\"}", "status 501, \"not owned\".", "Resolve the error above"],
        [false, "GET", 500, "text/html", "<html>", "status 500.", "Resolve the error above"],
        [false, "GET", 200, "application/json", "[]", "the answer is not such a list", "Check that the address"],
        [false, "GET", 200, "text/html", "<html>", "the answer is not JSON", "Check that the address"],
        [true, "GET", 401, "text/plain", "Unauthorized", "for its list of nodes failed: status 401, \"Unauthorized\".", "headscale apikeys create"],
        [true, "GET", 404, "text/plain", "404 page not found", "status 404, \"404 page not found\".", "Resolve the error above"],
        [true, "DELETE", 409, "application/problem+json", "{\"title\":\"Conflict\",\"detail\":\"node is busy\"}", "status 409, \"node is busy\".", "Resolve the error above"],
        [true, "GET", 429, "text/plain", "slow down", "status 429, \"slow down\".", "limits requests"],
    ];

    [TestMethod]
    [DynamicData(nameof(Failures))]
    public async Task A_failure_of_the_API_is_quoted(bool headscale, string method, int status, string type, string body, string said, string fix)
    {
        await using var server = await ControlServerStandIn.StartAsync(headscale);
        server.Add(OldNode, OwnNode);
        server.Fault = request => request.StartsWith(method, StringComparison.Ordinal) ? (status, type, body) : null;
        var run = new NetworkRun(server.Provider());

        var result = await run.RunAsync(Node.App, New(Fixture.Detected("running")));

        result.AssertFailed(ErrorCode.NetworkJoinFailed, "The request to the control server's API (127.0.0.1)", said, fix);
        Assert.DoesNotContain("CANARY", result.Message + string.Join('\n', run.Logged));
        Assert.DoesNotContain("tailscale-login", string.Join('\n', run.Connector[Node.App.Id].Scripts));
    }

    [TestMethod]
    public async Task A_server_that_repeats_the_secret_does_not_show_it()
    {
        await using var server = await ControlServerStandIn.StartAsync(headscale: false);
        server.Fault = request => request.StartsWith("POST", StringComparison.Ordinal) ? (400, "application/json", $"{{\"message\":\"bad secret {ControlServerStandIn.OAuthSecret}\"}}") : null;
        var run = new NetworkRun(server.Provider());

        var result = await run.RunAsync(Node.App, New(Fixture.Detected("running")));

        result.AssertFailed(ErrorCode.NetworkJoinFailed, "status 400, \"bad secret ***\"");
        Assert.DoesNotContain("CANARY", result.Message + string.Join('\n', run.Logged));
    }

    [TestMethod]
    public async Task An_unreachable_API_is_a_failure_of_the_host()
    {
        string url;
        await using (var gone = await ControlServerStandIn.StartAsync(headscale: false)) url = gone.Url;
        await using var server = await ControlServerStandIn.StartAsync(headscale: false);

        var result = await new NetworkRun(server.Provider(options => options with { ApiUrl = new Uri(url) })).RunAsync(Node.App, New(Fixture.Detected("running")));

        result.AssertFailed(ErrorCode.NetworkJoinFailed, "for an access token failed", "Connection refused", "Check that this machine reaches the control server");
    }

    [TestMethod]
    public async Task A_short_outage_of_the_API_is_waited_out()
    {
        await using var server = await ControlServerStandIn.StartAsync(headscale: true);
        server.Add(OldNode, OwnNode);
        var left = 3;
        server.Fault = _ => Interlocked.Decrement(ref left) >= 0 ? (503, "text/plain", "starting") : null;

        (await RunAsync(server, New(Fixture.Detected("running")))).AssertSucceeded($"{Remove}; {Join}");
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task A_node_that_the_server_has_deleted_is_not_ready(bool headscale)
    {
        await using var server = await ControlServerStandIn.StartAsync(headscale);
        server.Add(OwnNode with { Id = "nOther" });
        var machine = Node.Machine(Fixture.Detected("running"));

        var result = await new NetworkRun(server.Provider(options => options with { ReplaceOfflineNode = false })).RunAsync(Node.App, machine);

        result.AssertFailed(ErrorCode.NetworkJoinFailed, "The control server does not list the node nWxyzCNTRL of this host", "systemctl restart tailscaled");
        Assert.IsNull(result.Facts.Fqdn);
        Assert.IsNull(result.Facts.NetworkIPv4);
        Assert.HasCount(1, machine.Commands);
        Assert.HasCount(1, server.Calls);
    }

    [TestMethod]
    public async Task A_node_that_the_server_lists_is_ready()
    {
        await using var server = await ControlServerStandIn.StartAsync(headscale: false);
        server.Add(OwnNode with { Name = "app-1" });

        (await RunAsync(server, Node.Machine(Fixture.Detected("running")))).AssertSucceeded();

        Assert.HasCount(1, server.Calls);
    }

    [TestMethod]
    public async Task A_list_that_cannot_be_read_is_a_warning_of_the_run()
    {
        await using var server = await ControlServerStandIn.StartAsync(headscale: true);
        server.Fault = _ => (401, "text/plain", "Unauthorized");
        var run = new NetworkRun(server.Provider());
        run.Connector[Node.App.Id] = Node.Machine(Fixture.Detected("running"));

        var report = await run.RunAsync([Node.App], CancellationToken.None);

        Assert.AreEqual(1, report.Succeeded);
        Assert.StartsWith("Cannot determine whether the network lists the hosts' nodes: The request to the control server's API (127.0.0.1) for its list of nodes failed: status 401", report.Warnings.Single());
    }

    [TestMethod]
    public async Task Without_a_credential_nothing_is_asked()
    {
        await using var server = await ControlServerStandIn.StartAsync(headscale: false);

        (await new NetworkRun(server.Provider(options => options with { ApiKey = null, ReplaceOfflineNode = false })).RunAsync(Node.App, Node.Machine(Fixture.Detected("running")))).AssertSucceeded();

        Assert.IsEmpty(server.Requests);
    }

    private static Task<HostResult> RunAsync(ControlServerStandIn server, ScriptedHost machine) => new NetworkRun(server.Provider()).RunAsync(Node.App, machine);
}

using System.Text.Json;
using Stagecraft.Providers.Tests.Tailscale.ControlServer;

namespace Stagecraft.Lab.Tests;

/// <summary>
/// A host that was rebuilt under its old name. The API of the control server is a stand-in in this process, and the node
/// that it lists for the old host has the name on the host's own stand-in until it is removed.
/// </summary>
[TestClass]
[RequiresLab]
public sealed class NodeReplacementTests
{
    private const int Host = 2;
    private const string Key = "hskey-tagged-app+stagecraft-CANARY0123";
    private const string Remove = "remove the offline node app-1 (99) from the tailnet";

    [TestMethod]
    public async Task A_rebuilt_host_gets_its_name_with_its_login()
    {
        await using var server = await StartAsync();
        await RebuildAsync(server);

        var check = Report.Of(await RunAsync(server, "replace_offline_node: true", "check"));
        Assert.Contains($"{Remove} (it was offline for at least 10 min and has this host's name and tags); join hs.lab.internal as app-1", check.Pending(Host));
        Assert.HasCount(1, server.Nodes);

        var joined = Report.Of(await RunAsync(server, "replace_offline_node: true"));
        Assert.AreEqual("success", joined.Status(Host), joined.Message(Host));
        Assert.EndsWith($"network-join: {Remove}; join hs.lab.internal as app-1", string.Join("; ", joined.Changes(Host)));
        Assert.AreEqual("app-1.hs.lab.internal", joined.Fact(Host, "fqdn"));
        Assert.IsFalse(Report.Of(await RunAsync(server, "replace_offline_node: true")).Changed(Host));
    }

    [TestMethod]
    public async Task A_host_that_joined_under_another_name_is_renamed()
    {
        await using var server = await StartAsync();
        await RebuildAsync(server);

        var taken = Report.Of(await RunAsync(server, "replace_offline_node: false"));
        Assert.AreEqual("network_join_failed", taken.Error(Host), taken.Message(Host));
        Assert.Contains("app-1-1.hs.lab.internal", taken.Message(Host));
        Assert.Contains("Or set replace_offline_node", taken.Message(Host));

        var renamed = Report.Of(await RunAsync(server, "replace_offline_node: true"));
        Assert.AreEqual($"network-join: {Remove}; rename the node to app-1", string.Join("; ", renamed.Changes(Host)), renamed.Message(Host));
        Assert.AreEqual("app-1.hs.lab.internal", renamed.Fact(Host, "fqdn"));
        Assert.IsFalse(Report.Of(await RunAsync(server, "replace_offline_node: true")).Changed(Host));
    }

    [TestMethod]
    public async Task A_node_that_the_control_server_has_deleted_is_not_ready()
    {
        await using var server = await StartAsync();
        await Lab.ResetAsync(Host);
        Assert.AreEqual("success", Report.Of(await RunAsync(server, "replace_offline_node: false")).Status(Host));
        server.Before = _ => Task.CompletedTask;
        server.Nodes.Clear();

        var deleted = Report.Of(await RunAsync(server, "replace_offline_node: false"));

        Assert.AreEqual("network_join_failed", deleted.Error(Host), deleted.Message(Host));
        Assert.Contains("The control server does not list the node", deleted.Message(Host));
    }

    private static async Task<ControlServerStandIn> StartAsync()
    {
        var server = await ControlServerStandIn.StartAsync(headscale: true, new Uri(Lab.Archive).Host);
        server.Before = async request =>
        {
            if (request == "GET /api/v1/node") await ListOwnNodeAsync(server);
            if (request == "DELETE /api/v1/node/99") await Lab.OnHostAsync(Host, "rm -f /var/lib/tailscale/standin-taken-names");
        };
        return server;
    }

    private static async Task RebuildAsync(ControlServerStandIn server)
    {
        await Lab.ResetAsync(Host);
        await Lab.OnHostAsync(Host, "mkdir -p /var/lib/tailscale; echo app-1 >/var/lib/tailscale/standin-taken-names");
        server.Add(new StandInNode("99", "app-1") { LastSeen = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) });
    }

    // The nodes of the lab's hosts are in the stand-ins on the hosts.
    private static async Task ListOwnNodeAsync(ControlServerStandIn server)
    {
        var said = await Lab.OnHostAsync(Host, "tailscale status --json --peers=false 2>/dev/null || :");
        if (said.Length == 0) return;
        using var status = JsonDocument.Parse(said);
        var self = status.RootElement.GetProperty("Self");
        if (self.GetProperty("ID").GetString() is { Length: > 0 } id) server.Add(new StandInNode(id, self.GetProperty("DNSName").GetString()!.Split('.')[0]) { Online = true });
    }

    private static Task<CommandRun> RunAsync(ControlServerStandIn server, string setting, string command = "run") => Lab.ToolAsync(
        [command, "--limit", $"lab-{Host:00}", "--output", "json"],
        Lab.Config.Replace(
            "tailnet_domain: lab.ts.net",
            $"tailnet_domain: hs.lab.internal\n      login_server: {server.Url}\n      headscale_api_key_env: HS_API_KEY\n      {setting}",
            StringComparison.Ordinal),
        authKey: Key);
}

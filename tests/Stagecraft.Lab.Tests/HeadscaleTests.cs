namespace Stagecraft.Lab.Tests;

/// <summary>Headscale, simulated by the stand-in according to recordings. Its address is the lab's web server, which a host can really lose.</summary>
[TestClass]
[RequiresLab]
public sealed class HeadscaleTests
{
    private const int Host = 2;
    private const string TaggedKey = "hskey-tagged-app+stagecraft-CANARY0123";

    private static string Config => Lab.Config.Replace(
        "tailnet_domain: lab.ts.net", $"tailnet_domain: hs.lab.internal\n      login_server: {Lab.Archive}", StringComparison.Ordinal);

    [TestMethod]
    public async Task A_new_host_becomes_ready_with_a_tagged_key()
    {
        await Lab.ResetAsync(Host);

        var joined = Report.Of(await RunAsync(TaggedKey));

        Assert.AreEqual("success", joined.Status(Host), joined.Message(Host));
        Assert.AreEqual("app-1.hs.lab.internal", joined.Fact(Host, "fqdn"));
        Assert.IsFalse(Report.Of(await RunAsync(TaggedKey)).Changed(Host));
    }

    [TestMethod]
    public async Task An_untagged_key_is_reported_and_a_tagged_key_tags_the_node()
    {
        await Lab.ResetAsync(Host);

        var untagged = Report.Of(await RunAsync("hskey-lab-CANARY0123456789"));

        Assert.AreEqual("network_join_failed", untagged.Error(Host), untagged.Message(Host));
        Assert.Contains("The node lacks tag:app, tag:stagecraft; it has no tags.", untagged.Message(Host));
        Assert.Contains("headscale preauthkeys create --reusable --tags tag:app,tag:stagecraft", untagged.Message(Host));
        var tagged = Report.Of(await RunAsync(TaggedKey));
        Assert.AreEqual("network-join: tag the node with tag:app, tag:stagecraft", string.Join("; ", tagged.Changes(Host)), tagged.Message(Host));
    }

    [TestMethod]
    public async Task A_deleted_node_logs_in_again_but_not_if_its_server_is_unreachable()
    {
        await Lab.ResetAsync(Host);
        Assert.AreEqual("success", Report.Of(await RunAsync(TaggedKey)).Status(Host));

        await Lab.OnHostAsync(Host, "tailscale-standin delete; tailscale-standin server restart");
        var forgotten = Report.Of(await RunAsync(TaggedKey));

        Assert.AreEqual("network-join: log the node in again as app-1", string.Join("; ", forgotten.Changes(Host)), forgotten.Message(Host));
        Assert.IsFalse(Report.Of(await RunAsync(TaggedKey)).Changed(Host));

        var server = new Uri(Lab.Archive);
        var rule = $"OUTPUT -p tcp -d {server.Host} --dport {server.Port} -j REJECT --reject-with tcp-reset";
        await Lab.OnHostAsync(Host, $"iptables -A {rule}");
        try
        {
            var away = Report.Of(await RunAsync(TaggedKey));
            Assert.AreEqual("success", away.Status(Host), away.Message(Host));
            Assert.IsFalse(away.Changed(Host));
            Assert.Contains($"The control server {Lab.Archive} cannot be reached from the host.", string.Join('\n', away.Warnings(Host)));
        }
        finally
        {
            await Lab.OnHostAsync(Host, $"iptables -D {rule}");
        }

        Assert.IsEmpty(Report.Of(await RunAsync(TaggedKey)).Warnings(Host));
    }

    [TestMethod]
    public async Task A_tagged_node_that_Headscale_refuses_differs_from_an_expired_key()
    {
        await Lab.ResetAsync(Host);
        Assert.AreEqual("success", Report.Of(await RunAsync(TaggedKey)).Status(Host));
        await Lab.OnHostAsync(Host, "tailscale logout");

        var refused = Report.Of(await RunAsync(TaggedKey, "join: 5s"));

        Assert.AreEqual("network_join_failed", refused.Error(Host), refused.Message(Host));
        Assert.Contains("headscale nodes expire --disable -i ID", refused.Message(Host));
        await Lab.OnHostAsync(Host, "tailscale-standin delete");
        Assert.AreEqual("success", Report.Of(await RunAsync(TaggedKey)).Status(Host));
    }

    [TestMethod]
    public async Task A_refused_login_leaves_no_setting_behind()
    {
        await Lab.ResetAsync(Host);

        var expired = Report.Of(await RunAsync("hskey-expired-CANARY0123456"));

        Assert.AreEqual("network_join_failed", expired.Error(Host), expired.Message(Host));
        Assert.Contains("The current one has expired.", expired.Message(Host));
        var settings = await Lab.OnHostAsync(Host, "tailscale debug prefs");
        Assert.Contains("\"ControlURL\": \"\"", settings);
        Assert.Contains("\"Hostname\": \"\"", settings);
        Assert.Contains("\"AdvertiseTags\": null", settings);
        Assert.Contains("\"WantRunning\": false", settings);
    }

    // Like a host that is created from the disk of a joined one: both have the same state, and there is one node.
    [TestMethod]
    public async Task Two_hosts_with_the_state_of_one_node_both_fail()
    {
        await Lab.ResetAsync(1, Host);
        var all = await Lab.ToolAsync(["--limit", "lab-01,lab-02", "--output", "json"]);
        Assert.AreEqual(0, all.ExitCode, all.ToString());
        var state = await Lab.OnHostAsync(1, "systemctl stop tailscaled; tar -C /var/lib/tailscale -c . | base64 -w 0; systemctl start tailscaled");
        await Lab.OnHostAsync(Host, $"systemctl stop tailscaled; rm -rf /var/lib/tailscale/*; echo {state.Trim()} | base64 -d | tar -C /var/lib/tailscale -x; systemctl start tailscaled");

        var cloned = await Lab.ToolAsync(["--limit", "lab-01,lab-02", "--output", "json"]);

        var report = Report.Of(cloned);
        Assert.AreEqual(10, cloned.ExitCode, cloned.ToString());
        Assert.AreEqual("host_duplicate host_duplicate", $"{report.Error(1)} {report.Error(Host)}", cloned.ToString());
        Assert.Contains("the same network node as app-1", report.Message(1));
        Assert.Contains("the same network node as db-1", report.Message(Host));

        await Lab.OnHostAsync(Host, "systemctl stop tailscaled; rm -r /var/lib/tailscale; systemctl start tailscaled");
        Assert.AreEqual(0, (await Lab.ToolAsync(["--limit", "lab-01,lab-02", "--output", "json"])).ExitCode);
    }

    private static Task<CommandRun> RunAsync(string key, string timeouts = "") => Lab.ToolAsync(
        ["--limit", $"lab-{Host:00}", "--output", "json"],
        Config.Replace("  bootstrap:\n", $"  bootstrap:\n    timeouts: {{{timeouts}}}\n", StringComparison.Ordinal),
        authKey: key);
}

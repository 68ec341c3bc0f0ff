using System.Text;
using Stagecraft.Providers.Tailscale;
using Stagecraft.Providers.Tests.StandIn;

namespace Stagecraft.Providers.Tests.Tailscale;

[TestClass]
public sealed class TailscaleStatusTests
{
    [TestMethod]
    public void A_running_node_is_read()
    {
        var status = TailscaleStatus.Parse(Fixture.Json("running"))!;

        Assert.AreEqual("Running", status.BackendState);
        Assert.AreEqual("example.ts.net", status.Tailnet);
        Assert.AreEqual("app-1", status.HostName);
        Assert.AreEqual("app-1.example.ts.net", status.DnsName);
        Assert.AreEqual("tag:app,tag:extra,tag:stagecraft", string.Join(',', status.Tags));
        Assert.AreEqual(new Version(1, 98, 8), ClientVersion.Parse(status.Version));
        Assert.IsTrue(status.HaveNodeKey);
        Assert.AreEqual("nWxyzCNTRL", status.NodeId);
        Assert.IsTrue(status.Online);
        Assert.IsTrue(status.HasInterface);
        Assert.AreEqual("", status.AuthUrl);
    }

    // State, client, then the values that are read: backend state, online, id, key, URL.
    [TestMethod]
    [DataRow("new: never logged in", "1.102.5", "NeedsLogin", false, "nodekey:0000000000000000000000000000000000000000000000000000000000000000", false, "")]
    [DataRow("new: never logged in", "1.80.3", "NeedsLogin", false, "nodekey:0000000000000000000000000000000000000000000000000000000000000000", false, "")]
    [DataRow("refused: the login's tags were not permitted", "1.102.5", "NeedsLogin", false, "nodekey:0000000000000000000000000000000000000000000000000000000000000000", false, "")]
    [DataRow("running, untagged", "1.80.3", "Running", true, "9", true, "")]
    [DataRow("logged out", "1.102.5", "NeedsLogin", false, "nodekey:0000000000000000000000000000000000000000000000000000000000000000", false, "")]
    [DataRow("down", "1.102.5", "Stopped", false, "1", true, "")]
    [DataRow("key expired on the server", "1.102.5", "NeedsLogin", true, "3", true, "")]
    [DataRow("deleted on the server 11 minutes ago, its poll still open", "1.102.5", "Running", true, "12", true, "")]
    [DataRow("deleted on the server, which was restarted since", "1.102.5", "Running", false, "2", true, "")]
    [DataRow("deleted on the server, the daemon restarted since", "1.102.5", "NeedsLogin", false, "nodekey:0000000000000000000000000000000000000000000000000000000000000000", true, "https://headscale.lab:8443/register/hskey-authreq-dIg0l1TMNIlw-o5gfpASRLbk")]
    [DataRow("waits for an administrator's approval", "1.102.5", "NeedsMachineAuth", true, "TESTCTRL00000001", true, "")]
    [DataRow("locked out by tailnet lock", "1.102.5", "Running", true, "TESTCTRL00000002", true, "")]
    public void A_recorded_state_is_read(string state, string client, string backendState, bool online, string nodeId, bool haveNodeKey, string authUrl)
    {
        var recorded = RecordedState.All.Single(one => one.State == state && one.Client == client);

        var status = TailscaleStatus.Parse(recorded.Status.GetRawText())!;

        Assert.AreEqual(
            $"{backendState} {online} {nodeId} {haveNodeKey} '{authUrl}'",
            $"{status.BackendState} {status.Online} {status.NodeId} {status.HaveNodeKey} '{status.AuthUrl}'");
        Assert.IsTrue(status.HasInterface);
        Assert.AreSequenceEqual(recorded.Status.GetProperty("Health").EnumerateArray().Select(text => text.GetString()).ToList(), status.HealthMessages);
    }

    [TestMethod]
    public void The_complete_recorded_status_is_read()
    {
        var status = TailscaleStatus.Parse(Recording.Text("running.json"))!;

        Assert.AreEqual("Running True 3 net.lab app-1.net.lab app-1 True", $"{status.BackendState} {status.Online} {status.NodeId} {status.Tailnet} {status.DnsName} {status.HostName} {status.HasInterface}");
    }

    [TestMethod]
    [DataRow("\"TUN\":false,", "\"Online\":false", false, false)]
    [DataRow("\"TUN\":true,", "\"Online\":true", true, true)]
    [DataRow("", "\"Other\":1", true, true)]
    [DataRow("\"TUN\":\"false\",", "\"Online\":0", true, true)]
    public void A_missing_interface_or_server_needs_a_message_of_the_daemon(string tun, string online, bool hasInterface, bool isOnline)
    {
        var status = TailscaleStatus.Parse($"{{{tun}\"BackendState\":\"Running\",\"Self\":{{{online}}}}}")!;

        Assert.AreEqual(hasInterface, status.HasInterface);
        Assert.AreEqual(isOnline, status.Online);
    }

    [TestMethod]
    [DataRow("\"ID\":\"n1\",\"PublicKey\":\"nodekey:ab\"", "n1")]
    [DataRow("\"ID\":\"\",\"PublicKey\":\"nodekey:ab\"", "nodekey:ab")]
    [DataRow("\"ID\":7,\"PublicKey\":\"nodekey:ab\"", "nodekey:ab")]
    [DataRow("\"ID\":null", "")]
    public void A_node_without_an_id_is_identified_by_its_key(string self, string expected) =>
        Assert.AreEqual(expected, TailscaleStatus.Parse($"{{\"BackendState\":\"Running\",\"Self\":{{{self}}}}}")!.NodeId);

    [TestMethod]
    public void The_order_of_health_messages_is_ignored()
    {
        var status = TailscaleStatus.Parse("""{"BackendState":"Running","Health":["b\nline","a","b line",""]}""")!;

        Assert.AreEqual("a|b line", string.Join('|', status.HealthMessages));
        Assert.AreEqual("a; b line", status.Health);
    }

    [TestMethod]
    public void Text_from_a_daemon_is_printable()
    {
        var status = TailscaleStatus.Parse("""{"BackendState":"NeedsLogin","AuthURL":"https://x/\u001b[31m\n::error::","Health":["\u001b[2J\r\nx"]}""")!;

        Assert.AreEqual("https://x/ [31m ::error:: [2J x", $"{status.AuthUrl} {status.Health}");
    }

    [TestMethod]
    public void A_node_without_a_tailnet_is_read()
    {
        var status = TailscaleStatus.Parse(Fixture.Json("needs-login"))!;

        Assert.AreEqual("NeedsLogin", status.BackendState);
        Assert.AreEqual("", status.Tailnet);
        Assert.IsEmpty(status.Tags);
        Assert.AreEqual("Tailscale is stopped.", status.Health);
    }

    [TestMethod]
    public void The_tailnet_of_an_old_client_is_read() =>
        Assert.AreEqual("example.ts.net", TailscaleStatus.Parse(Fixture.Json("old-client"))!.Tailnet);

    [TestMethod]
    [DataRow("Warning: client version differs ", " done")]
    [DataRow("Warning: {1.98.7} is not {1.98.8} ", " {done}")]
    [DataRow("{\"level\":\"warn\",\"of\":{}} ", "")]
    [DataRow("", "}")]
    public void Text_around_the_JSON_is_skipped(string before, string after) =>
        Assert.AreEqual("Running", TailscaleStatus.Parse($"{before}{Fixture.Json("running")}{after}")!.BackendState);

    [TestMethod]
    public void A_truncated_status_is_rejected()
    {
        var whole = Fixture.Json("running").TrimEnd();
        for (var length = 0; length < whole.Length; length++) Assert.IsNull(TailscaleStatus.Parse(whole[..length]), whole[..length]);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("}{")]
    [DataRow("{}")]
    [DataRow("{\"BackendState\":null}")]
    [DataRow("{\"BackendState\":\"\"}")]
    [DataRow("[\"BackendState\", {}]")]
    [DataRow("{\"BackendState\":\"\\uD800\"}")]
    public void An_invalid_status_is_rejected(string text) => Assert.IsNull(TailscaleStatus.Parse(text));

    [TestMethod]
    public void Members_of_another_type_count_as_absent()
    {
        var status = TailscaleStatus.Parse(
            """{"BackendState":"Running","HaveNodeKey":1,"Self":{"Tags":{"a":1},"HostName":[],"DNSName":null},"CurrentTailnet":[1],"MagicDNSSuffix":3,"Health":["a",2,"b"]}""")!;

        Assert.IsFalse(status.HaveNodeKey);
        Assert.AreEqual("", status.Tailnet + status.HostName + status.DnsName);
        Assert.IsEmpty(status.Tags);
        Assert.AreEqual("a; b", status.Health);
    }

    [TestMethod]
    public void Random_text_does_not_crash_the_parser()
    {
        var random = new Random(20260804);
        foreach (var name in (string[])["running", "needs-login", "old-client"])
        {
            for (var i = 0; i < 3000; i++)
            {
                var text = new StringBuilder(Fixture.Json(name));
                for (var edits = random.Next(1, 6); edits > 0; edits--)
                {
                    var at = random.Next(text.Length);
                    switch (random.Next(4))
                    {
                        case 0: text.Remove(at, random.Next(text.Length - at)).Append(' '); break;
                        case 1: text[at] = (char)random.Next(0x20, 0xe000); break;
                        case 2: text.Insert(at, "{}[]\",:\\\ud800"[random.Next(9)]); break;
                        default: text.Remove(at, 1).Append(' '); break;
                    }
                }

                // Any result is usable.
                var status = TailscaleStatus.Parse(text.ToString());
                Assert.IsTrue(status is null || (status.BackendState.Length > 0 && status.Tags.All(tag => tag is not null)));
            }
        }
    }

    [TestMethod]
    [DataRow("1.98.8-t1241b225b-g0520dfda5", "1.98.8")]
    [DataRow("1.80.0", "1.80.0")]
    [DataRow("1.9", "1.9")]
    [DataRow("", null)]
    [DataRow("unknown", null)]
    [DataRow("1.2.3.4.5", null)]
    public void A_version_consists_of_its_numbers(string text, string? expected) => Assert.AreEqual(expected, ClientVersion.Parse(text)?.ToString());

    [TestMethod]
    [DataRow("203.0.113.7", true)]
    [DataRow("100.63.255.255", true)]
    [DataRow("100.64.0.1", false)]
    [DataRow("::ffff:100.127.1.1", false)]
    [DataRow("100.128.0.1", true)]
    [DataRow("2001:db8::1", true)]
    [DataRow("fd7a:115c:a1e0::53", false)]
    [DataRow("", false)]
    [DataRow("app-1", false)]
    public void An_address_is_outside_a_tailnet_only_if_certain(string address, bool expected) =>
        Assert.AreEqual(expected, TailnetAddress.IsOutside(address));
}

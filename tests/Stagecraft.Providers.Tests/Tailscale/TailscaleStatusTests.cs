using System.Text;
using Stagecraft.Providers.Tailscale;

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
    public void An_old_client_names_the_tailnet_elsewhere() =>
        Assert.AreEqual("example.ts.net", TailscaleStatus.Parse(Fixture.Json("old-client"))!.Tailnet);

    [TestMethod]
    [DataRow("Warning: client version differs ", " done")]
    [DataRow("Warning: {1.98.7} is not {1.98.8} ", " {done}")]
    [DataRow("{\"level\":\"warn\",\"of\":{}} ", "")]
    [DataRow("", "}")]
    public void Text_around_the_JSON_is_passed_over(string before, string after) =>
        Assert.AreEqual("Running", TailscaleStatus.Parse($"{before}{Fixture.Json("running")}{after}")!.BackendState);

    [TestMethod]
    public void A_status_that_is_cut_off_is_none()
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
    public void What_is_no_status_is_none(string text) => Assert.IsNull(TailscaleStatus.Parse(text));

    [TestMethod]
    public void Members_of_another_type_read_as_absent()
    {
        var status = TailscaleStatus.Parse(
            """{"BackendState":"Running","HaveNodeKey":1,"Self":{"Tags":{"a":1},"HostName":[],"DNSName":null},"CurrentTailnet":[1],"MagicDNSSuffix":3,"Health":["a",2,"b"]}""")!;

        Assert.IsFalse(status.HaveNodeKey);
        Assert.AreEqual("", status.Tailnet + status.HostName + status.DnsName);
        Assert.IsEmpty(status.Tags);
        Assert.AreEqual("a; b", status.Health);
    }

    [TestMethod]
    public void No_garbage_crashes_the_parser()
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

                // Whatever comes out is usable.
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
    public void A_version_is_its_numbers(string text, string? expected) => Assert.AreEqual(expected, ClientVersion.Parse(text)?.ToString());

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
    public void An_address_is_outside_of_a_tailnet_only_if_that_is_certain(string address, bool expected) =>
        Assert.AreEqual(expected, TailnetAddress.IsOutside(address));
}

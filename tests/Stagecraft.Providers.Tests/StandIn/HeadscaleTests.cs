namespace Stagecraft.Providers.Tests.StandIn;

/// <summary>The behavior of Headscale 0.29.2 with keys and tags, as observed. states.json and says.txt have the texts.</summary>
[TestClass]
[RequiresPython]
public sealed class HeadscaleTests
{
    private const string Tagged = "hskey-tagged-app+stagecraft-1";
    private const string Asked = "--advertise-tags=tag:app,tag:stagecraft";
    private const string TimedOut = "timeout waiting for Tailscale service to enter a Running state; check health with \"tailscale status\"";

    [TestMethod]
    public async Task A_new_node_gets_the_tags_of_its_key()
    {
        using var host = await TailscaleHost.JoinedAsync(Tagged);

        Assert.AreEqual("tag:app,tag:stagecraft", await host.TagsAsync());
    }

    [TestMethod]
    public async Task Requested_tags_with_an_untagged_key_are_ignored()
    {
        using var host = await TailscaleHost.JoinedAsync();

        (await host.LoginAsync("hskey-lab-1", Asked)).Succeeded();

        Assert.AreEqual("", await host.TagsAsync());
    }

    [TestMethod]
    public async Task A_running_node_without_tags_gets_those_of_a_tagged_key()
    {
        using var host = await TailscaleHost.JoinedAsync();
        var before = (await host.StatusAsync()).Self("ID");

        (await host.LoginAsync(Tagged, Asked)).Succeeded();

        Assert.AreEqual("tag:app,tag:stagecraft", await host.TagsAsync());
        Assert.AreEqual(before, (await host.StatusAsync()).Self("ID"));
    }

    [TestMethod]
    public async Task A_tagged_node_keeps_its_tags_with_any_new_key()
    {
        using var host = await TailscaleHost.JoinedAsync("hskey-tagged-old-1");

        (await host.LoginAsync(Tagged, "--force-reauth")).Succeeded();

        Assert.AreEqual("tag:old", await host.TagsAsync());
    }

    [TestMethod]
    [DataRow("tailscale logout")]
    [DataRow("tailscale-standin expire")]
    public async Task A_logged_out_tagged_node_needs_an_administrator(string how)
    {
        using var host = await TailscaleHost.JoinedAsync(Tagged);
        (await host.RunAsync(how)).Succeeded();

        foreach (var key in (string[])["hskey-lab-1", Tagged])
        {
            host.Write("run/k", key);
            (await host.RunAsync($"tailscale up --auth-key=file:{host.Below("run/k")} --login-server={TailscaleHost.Headscale} --hostname=app-8 --timeout=1s")).Failed(TimedOut);
            var status = await host.StatusAsync();
            Assert.AreEqual("NeedsLogin", status.State());
            Assert.MatchesRegex("^You are logged out\\. The last login error was: weird: regen=true but server says NodeKeyExpired: nodekey:[0-9a-f]{64}$", status.Health());
        }

        await host.AdministerAsync("unexpire");
        (await host.LoginAsync("hskey-lab-1")).Succeeded();
        Assert.AreEqual("tag:app,tag:stagecraft", await host.TagsAsync());
    }

    [TestMethod]
    public async Task A_deleted_tagged_node_returns_as_a_new_node()
    {
        using var host = await TailscaleHost.JoinedAsync(Tagged);
        (await host.RunAsync("tailscale logout; tailscale-standin delete")).Succeeded();

        (await host.LoginAsync("hskey-lab-1")).Succeeded();

        Assert.AreEqual("", await host.TagsAsync());
    }

    [TestMethod]
    public async Task A_refused_login_leaves_its_tags_in_the_settings()
    {
        using var host = await TailscaleHost.StartAsync();
        Assert.AreEqual(1, (await host.LoginAsync(Tagged, Asked)).ExitCode);

        Assert.Contains(" --advertise-tags=tag:app,tag:stagecraft\n", (await host.LoginAsync(Tagged)).Error);
        // ipn/ipnlocal/local.go (Logout): a node without a key cannot log out.
        (await host.RunAsync("tailscale logout")).Succeeded();
        Assert.Contains(" --advertise-tags=tag:app,tag:stagecraft\n", (await host.LoginAsync(Tagged)).Error);

        (await host.LoginAsync(Tagged, "--advertise-tags=")).Succeeded();
        Assert.AreEqual("tag:app,tag:stagecraft", await host.TagsAsync());
    }

    [TestMethod]
    public async Task A_key_can_make_the_server_require_a_person()
    {
        using var host = await TailscaleHost.StartAsync();
        host.Write("run/k", "hskey-person-1");

        (await host.RunAsync($"tailscale up --auth-key=file:{host.Below("run/k")} --login-server={TailscaleHost.Headscale} --timeout=1s")).Failed(TimedOut);

        var status = await host.StatusAsync();
        Assert.AreEqual("NeedsLogin", status.State());
        Assert.StartsWith("https://headscale.lab:8443/register/hskey-authreq-", status.GetProperty("AuthURL").GetString()!);
    }

    [TestMethod]
    public async Task A_name_from_an_administrator_follows_set_but_not_login()
    {
        using var host = await TailscaleHost.JoinedAsync();
        await host.AdministerAsync("rename other");

        (await host.LoginAsync("hskey-lab-1")).Succeeded();
        Assert.AreEqual("other.hs.lab.internal.", (await host.StatusAsync()).Self("DNSName"));
        (await host.RunAsync("tailscale set --hostname=app-9")).Succeeded();
        Assert.AreEqual("app-9.hs.lab.internal.", (await host.StatusAsync()).Self("DNSName"));
    }

    [TestMethod]
    public async Task A_name_that_another_node_has_gets_a_number()
    {
        using var host = await TailscaleHost.StartAsync();
        await host.AdministerAsync("take app-8");

        (await host.LoginAsync("hskey-lab-1")).Succeeded();

        Assert.AreEqual("app-8-1.hs.lab.internal.", (await host.StatusAsync()).Self("DNSName"));
        File.Delete(host.Below("var/lib/tailscale/standin-taken-names"));
        (await host.RunAsync("tailscale logout")).Succeeded();
        (await host.LoginAsync("hskey-lab-1")).Succeeded();
        Assert.AreEqual("app-8.hs.lab.internal.", (await host.StatusAsync()).Self("DNSName"));
    }
}

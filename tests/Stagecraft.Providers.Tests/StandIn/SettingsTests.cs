using System.Text.Json;

namespace Stagecraft.Providers.Tests.StandIn;

/// <summary>
/// Settings. There are no recordings of `set`, `debug prefs`, `logout`, `down`, `ip` and `wait`, so these tests follow the client's
/// source (ipn/prefs.go, cmd/tailscale/cli), by file and function.
/// </summary>
[TestClass]
[RequiresPython]
public sealed class SettingsTests
{
    // ipn/prefs.go (Prefs) of 1.102: its members in order, without those that are omitted when empty.
    private const string Members =
        "ControlURL RouteAll ExitNodeID ExitNodeIP InternalExitNodePrior ExitNodeAllowLANAccess CorpDNS RunSSH RunWebClient WantRunning LoggedOut " +
        "ShieldsUp AdvertiseTags Hostname NotepadURLs AdvertiseRoutes AdvertiseServices Sync NoSNAT NoStatefulFiltering NetfilterMode AutoUpdate " +
        "AppConnector PostureChecking NetfilterKind RemoteConfig DriveShares Config";

    [TestMethod]
    public async Task The_settings_have_the_members_of_the_clients_source()
    {
        using var host = await TailscaleHost.StartAsync();
        using var old = await TailscaleHost.StartAsync(TailscaleHost.Old);

        Assert.AreEqual(Members, Names(await host.SettingsAsync()));
        Assert.AreEqual(
            Members.Replace("Sync ", "", StringComparison.Ordinal).Replace("RemoteConfig ", "", StringComparison.Ordinal).Replace("Config", "AllowSingleHosts Config", StringComparison.Ordinal),
            Names(await old.SettingsAsync()));
    }

    [TestMethod]
    [DataRow("--auto-update", "AutoUpdate", """{"Check":true,"Apply":true}""")]
    [DataRow("--auto-update=false", "AutoUpdate", """{"Check":true,"Apply":false}""")]
    [DataRow("--update-check=false", "AutoUpdate", """{"Check":false,"Apply":null}""")]
    [DataRow("--webclient", "RunWebClient", "true")]
    [DataRow("--stateful-filtering", "NoStatefulFiltering", "false")]
    [DataRow("--shields-up", "ShieldsUp", "true")]
    [DataRow("--accept-routes", "RouteAll", "true")]
    [DataRow("--accept-dns=false", "CorpDNS", "false")]
    [DataRow("--advertise-routes=192.168.0.0/24,10.0.0.0/8", "AdvertiseRoutes", """["10.0.0.0/8","192.168.0.0/24"]""")]
    [DataRow("--advertise-exit-node", "AdvertiseRoutes", """["0.0.0.0/0","::/0"]""")]
    [DataRow("--advertise-connector", "AppConnector", """{"Advertise":true}""")]
    [DataRow("--exit-node=100.64.0.1", "ExitNodeIP", "\"100.64.0.1\"")]
    [DataRow("--exit-node-allow-lan-access", "ExitNodeAllowLANAccess", "true")]
    [DataRow("--hostname=other", "Hostname", "\"other\"")]
    [DataRow("--nickname=work", "ProfileName", "\"work\"")]
    [DataRow("--operator=ops", "OperatorUser", "\"ops\"")]
    [DataRow("--ssh", "RunSSH", "true")]
    [DataRow("--snat-subnet-routes=false", "NoSNAT", "true")]
    [DataRow("--netfilter-mode=nodivert", "NetfilterMode", "1")]
    [DataRow("--netfilter-mode=off", "NetfilterMode", "0")]
    [DataRow("--report-posture", "PostureChecking", "true")]
    [DataRow("--relay-server-port=40000", "RelayServerPort", "40000")]
    public async Task Set_changes_one_setting_and_no_other(string flag, string member, string expected)
    {
        using var host = await TailscaleHost.StartAsync();
        var before = Members.Split(' ').ToDictionary(name => name, name => "", StringComparer.Ordinal);
        foreach (var (name, value) in Values(await host.SettingsAsync())) before[name] = value;

        Assert.AreEqual(0, (await host.RunAsync("tailscale set " + flag)).ExitCode);

        var after = Values(await host.SettingsAsync());
        Assert.AreEqual(expected, after[member]);
        Assert.AreEqual("", string.Join(' ', after.Where(setting => setting.Key != member && setting.Value != before[setting.Key])));
    }

    [TestMethod]
    public async Task A_login_resets_unnamed_settings_and_keeps_named_ones()
    {
        using var host = await TailscaleHost.JoinedTailscaleAsync();
        (await host.RunAsync("tailscale set --auto-update --stateful-filtering --ssh --shields-up --report-posture --snat-subnet-routes=false --operator=ops --nickname=work --advertise-exit-node")).Succeeded();
        Assert.AreEqual(0, (await host.RunAsync("tailscale set --webclient")).ExitCode);
        await host.AdministerAsync("expire");

        var refused = await host.LoginAsync("tskey-auth-lab-1", "--advertise-tags=tag:app", "");
        Assert.Contains(" --timeout=20s --advertise-exit-node --operator=ops --report-posture --shields-up --snat-subnet-routes=false --ssh\n", refused.Error);
        (await host.RunAsync(refused.Error.Split('\t')[1].Trim())).Succeeded();

        var settings = Values(await host.SettingsAsync());
        Assert.AreEqual(
            """{"Check":true,"Apply":null} false true | true true true "work" true""",
            $"{settings["AutoUpdate"]} {settings["RunWebClient"]} {settings["NoStatefulFiltering"]} | {settings["RunSSH"]} {settings["ShieldsUp"]} {settings["NoSNAT"]} {settings["ProfileName"]} {settings["PostureChecking"]}");
    }

    // ipn/prefs.go (exitNodeIPOfArg), ipn/ipnlocal/local.go (checkExitNodePrefsLocked, resolveExitNodeInPrefs)
    [TestMethod]
    public async Task An_exit_node_must_offer_to_be_one_and_is_stored_by_its_id()
    {
        using var host = await TailscaleHost.JoinedTailscaleAsync();
        var own = (await host.RunAsync("tailscale ip -4")).Succeeded().Output.Trim();
        (await host.RunAsync("tailscale set --exit-node=100.64.0.99")).Failed("no node found in netmap with IP 100.64.0.99");
        (await host.RunAsync($"tailscale set --exit-node={own}")).Failed($"cannot use {own} as an exit node as it is a local IP address to this machine; did you mean --advertise-exit-node?");
        await host.AdministerAsync("peer gate nGate");
        (await host.RunAsync("tailscale set --exit-node=100.64.0.3")).Failed("node 100.64.0.3 is not advertising an exit node");
        await host.AdministerAsync("exitnode gate");
        (await host.RunAsync("tailscale set --exit-node=100.64.0.3 --advertise-exit-node")).Failed("Cannot advertise an exit node and use an exit node at the same time.");

        (await host.RunAsync("tailscale set --exit-node=100.64.0.3")).Succeeded();

        var status = await host.StatusAsync();
        var settings = Values(await host.SettingsAsync());
        Assert.AreEqual("\"nGate\" \"\"", $"{settings["ExitNodeID"]} {settings["ExitNodeIP"]}");
        Assert.AreEqual("""["100.64.0.3/32","fd7a:115c:a1e0::3/128"]""", status.GetProperty("ExitNodeStatus").GetProperty("TailscaleIPs").GetRawText().Replace(" ", "", StringComparison.Ordinal).ReplaceLineEndings(""));
        Assert.Contains(" --exit-node=100.64.0.3 ", (await host.RunAsync("tailscale up --timeout=1s")).Error);
        (await host.RunAsync("tailscale set --exit-node=")).Succeeded();
        Assert.AreEqual("\"\"", Values(await host.SettingsAsync())["ExitNodeID"]);
    }

    [TestMethod]
    public async Task An_edit_of_a_running_node_resets_nothing()
    {
        using var host = await TailscaleHost.JoinedTailscaleAsync();
        (await host.RunAsync("tailscale set --auto-update")).Succeeded();

        (await host.RunAsync("tailscale up --hostname=app-9 --advertise-tags=tag:app")).Succeeded();

        Assert.AreEqual("""{"Check":true,"Apply":true}""", Values(await host.SettingsAsync())["AutoUpdate"]);
        Assert.AreEqual("app-9.lab.ts.net.", (await host.StatusAsync()).Self("DNSName"));
    }

    [TestMethod]
    public async Task Logout_resets_every_setting()
    {
        using var host = await TailscaleHost.StartAsync();
        var fresh = Values(await host.SettingsAsync());
        (await host.LoginAsync("hskey-lab-1", "--ssh")).Succeeded();

        (await host.RunAsync("tailscale logout")).Succeeded();

        Assert.AreSequenceEqual(fresh, Values(await host.SettingsAsync()));
    }

    [TestMethod]
    public async Task Down_keeps_the_settings_and_a_plain_up_reverts_it()
    {
        using var host = await TailscaleHost.JoinedAsync();
        (await host.RunAsync("tailscale down")).Succeeded();
        (await host.RunAsync("tailscale down")).AssertSays(0, "", "Tailscale was already stopped.\n");
        (await host.RunAsync("tailscale status")).AssertSays(1, "Tailscale is stopped.\n", "");

        (await host.RunAsync("tailscale up")).Succeeded();

        Assert.IsTrue((await host.StatusAsync()).IsOnline());
    }

    [TestMethod]
    public async Task Addresses_are_printed_one_per_line_after_a_wait()
    {
        using var host = await TailscaleHost.StartAsync();
        (await host.RunAsync("tailscale ip")).Failed("no current Tailscale IPs; state: NeedsLogin");
        (await host.RunAsync("tailscale wait --timeout=100ms")).Failed("context deadline exceeded");
        (await host.LoginAsync("hskey-lab-1")).Succeeded();

        (await host.RunAsync("tailscale wait")).Succeeded();
        Assert.MatchesRegex("^100\\.[0-9.]+\nfd7a:115c:a1e0::[0-9a-f]+\n$", (await host.RunAsync("tailscale ip")).Succeeded().Output);
        Assert.MatchesRegex("^100\\.[0-9.]+\n$", (await host.RunAsync("tailscale ip -4")).Succeeded().Output);
    }

    [TestMethod]
    public async Task Userspace_networking_has_no_interface()
    {
        using var host = await TailscaleHost.StartAsync(flags: "--port=41641 --tun=userspace-networking");

        Assert.IsFalse((await host.StatusAsync()).GetProperty("TUN").GetBoolean());
    }

    [TestMethod]
    public async Task A_damaged_state_is_reported_after_the_next_daemon_start()
    {
        using var host = await TailscaleHost.JoinedAsync();
        host.Write("var/lib/tailscale/tailscaled.state", "broken");
        Assert.AreEqual("Running", (await host.StatusAsync()).State());

        await host.RestartDaemonAsync();

        (await host.LoginAsync("hskey-lab-1")).Failed("500 Internal Server Error: cannot start backend when state store is unhealthy");
        var status = await host.StatusAsync();
        // ipn/ipnlocal/local.go (nextStateLocked), ipn/store.go (StateStoreHealth)
        Assert.AreEqual("NoState", status.State());
        Assert.AreEqual("State store failed to initialize, Tailscale will not work until this is resolved. See https://tailscale.com/s/state-store-init-error. Error: invalid character 'b' looking for beginning of value", status.Health());

        File.Delete(host.Below("var/lib/tailscale/tailscaled.state"));
        await host.RestartDaemonAsync();
        (await host.LoginAsync("hskey-lab-1")).Succeeded();
        // Its server still has the old node and its name.
        Assert.AreEqual("app-8-1.hs.lab.internal.", (await host.StatusAsync()).Self("DNSName"));
    }

    [TestMethod]
    [DataRow("tailscale up --advertise-tags=tag:1", 1, "tag: \"tag:1\": tag names must start with a letter, after 'tag:'")]
    [DataRow("tailscale up --hostname=-a", 1, "\"-a\" is not a valid DNS label")]
    [DataRow("tailscale up --netfilter-mode=none", 1, "invalid value --netfilter-mode=\"none\"")]
    [DataRow("tailscale up --auth-key=file:/no/such", 1, "open /no/such: no such file or directory")]
    [DataRow("tailscale up --auth-key=tskey-client-lab-1", 1, "oauth authkeys require --advertise-tags")]
    [DataRow("tailscale up now", 1, "too many non-flag arguments: [\"now\"]")]
    [DataRow("tailscale set --advertise-routes=10.0.0.1/8", 1, "10.0.0.1/8 has non-address bits set; expected 10.0.0.0/8")]
    [DataRow("tailscale nonsense", 1, "tailscale: unknown subcommand: nonsense")]
    [DataRow("tailscale up --nonsense", 2, "flag provided but not defined: -nonsense\n\nUSAGE\n  tailscale up [flags]")]
    public async Task An_error_is_reported_like_the_client_does(string line, int exitCode, string error)
    {
        using var host = await TailscaleHost.StartAsync();

        (await host.RunAsync(line)).Failed(error, exitCode);
    }

    [TestMethod]
    public async Task Each_call_is_one_log_line()
    {
        using var host = await TailscaleHost.StartAsync();
        await host.RunAsync("tailscale set --hostname='a b'; tailscale version");

        Assert.AreEqual("tailscale 'set' '--hostname=a b'\ntailscale 'version'\n", await File.ReadAllTextAsync(host.Below("var/log/tailscale-standin.argv")));
    }

    private static string Names(JsonElement settings) => string.Join(' ', settings.EnumerateObject().Select(member => member.Name));

    private static Dictionary<string, string> Values(JsonElement settings) => settings.EnumerateObject().ToDictionary(
        member => member.Name, member => string.Concat(member.Value.GetRawText().Where(character => !char.IsWhiteSpace(character))), StringComparer.Ordinal);
}

using Stagecraft.Bootstrap;
using Stagecraft.Testing;

namespace Stagecraft.Providers.Tests.Tailscale;

/// <summary>A node that runs and cannot reach its control server: the server is unreachable, or has deleted the node.</summary>
[TestClass]
public sealed class TailscaleControlTests
{
    private const string Await = "tailscale-await 30 - -";
    private const string AwaitNode = "tailscale-await 30 app-1 tag:app,tag:stagecraft";
    private const string Control = "tailscale-control https://controlplane.tailscale.com";
    private const string Reauth = "tailscale-reauth 120 app-1 tag:app,tag:stagecraft -";
    private const string Change = "log the node in again as app-1";
    private const string Outside = "client=198.51.100.4\nserver=203.0.113.7";
    private const string Away = "error=curl: (7) Failed to connect";

    private static string Ready => Fixture.Detected("running");

    private static string Offline => Fixture.Running("\"Online\": true", "\"Online\": false");

    private static ScriptedHost Machine(string control, string? offline = null) => Node.Machine(offline ?? Offline)
        .On("tailscale-await", offline ?? Offline).On("tailscale-await", Ready)
        .On("tailscale-control", control).On("tailscale-path", Outside).On("tailscale-reauth");

    [TestMethod]
    public async Task A_node_that_reaches_its_server_after_a_while_is_ready()
    {
        var machine = Node.Machine(Offline).On("tailscale-await", Ready);

        var result = await Node.RunAsync(machine);

        result.AssertSucceeded();
        machine.AssertRan(Await);
        Assert.IsEmpty(result.Warnings);
    }

    [TestMethod]
    public async Task A_node_unknown_to_its_server_logs_in_again()
    {
        var machine = Machine("reached=yes");

        var result = await Node.RunAsync(machine);

        result.AssertSucceeded(Change);
        machine.AssertRan(Await, Control, "tailscale-path", Reauth, AwaitNode);
        Assert.Contains(TailscaleConfig.Key, machine.Commands.Single(command => command.Name == "tailscale-reauth").Input);
        Assert.AreEqual("nWxyzCNTRL", result.Identity.Node);
        Assert.IsEmpty(result.Warnings);
    }

    [TestMethod]
    public async Task A_node_with_an_unreachable_server_gets_a_warning()
    {
        var machine = Machine(Away);

        var result = await Node.RunAsync(machine);

        result.AssertSucceeded();
        machine.AssertRan(Await, Control);
        Assert.IsFalse(result.Changed);
        Assert.AreEqual("app-1.example.ts.net", result.Facts.Fqdn);
        Assert.Contains("The control server https://controlplane.tailscale.com cannot be reached from the host.", string.Join('\n', result.Warnings));
    }

    [TestMethod]
    public async Task Missing_tags_with_an_unreachable_server_fail_without_a_login()
    {
        var untagged = Offline.Replace("\"tag:app\",", "", StringComparison.Ordinal);
        var machine = Machine(Away, untagged);

        var result = await Node.RunAsync(machine);

        result.AssertFailed(ErrorCode.NetworkJoinFailed, "The node lacks tag:app");
        machine.AssertRan(Await, Control);
        Assert.IsFalse(result.Changed);
    }

    [TestMethod]
    public async Task A_wrong_name_with_an_unreachable_server_fails_unchanged()
    {
        var machine = Machine(Away, Offline.Replace("\"HostName\": \"app-1\"", "\"HostName\": \"old\"", StringComparison.Ordinal));

        (await Node.RunAsync(machine)).AssertFailed(ErrorCode.NetworkJoinFailed, "has the host name 'old'");
        machine.AssertRan(Await, Control);
    }

    [TestMethod]
    public async Task The_probe_asks_the_control_server_of_the_node()
    {
        var settings = Prefs.Line("""{ "ControlURL": "https://other.example.com/" }""");
        var machine = Machine(Away, Offline + settings);

        await Node.RunAsync(machine, ("login_server", "https://headscale.example.com"));

        machine.AssertRan(Await, "tailscale-control https://other.example.com");
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("not a url")]
    [DataRow("--output=/etc/passwd")]
    [DataRow("file:///etc/passwd")]
    [DataRow("https://x/$(id)")]
    [DataRow("/")]
    public async Task An_invalid_server_address_gets_no_request(string url)
    {
        var settings = Prefs.Line($$"""{ "ControlURL": "{{url}}" }""");
        var machine = Machine(Away, Offline + settings);

        await Node.RunAsync(machine, ("login_server", "https://headscale.example.com/"));

        machine.AssertRan(Await, "tailscale-control https://headscale.example.com");
    }

    [TestMethod]
    [DataRow("client=100.101.102.104\nserver=203.0.113.7")]
    [DataRow("")]
    public async Task The_login_does_not_cut_its_own_connection(string path)
    {
        var machine = Node.Machine(Offline).On("tailscale-await", Offline).On("tailscale-control", "reached=yes").On("tailscale-path", path);

        var result = await Node.RunAsync(machine);

        result.AssertFailed(ErrorCode.NetworkJoinFailed, "no longer knows the node", "through the tailnet");
        machine.AssertRan(Await, Control, "tailscale-path");
        Assert.IsFalse(result.Changed);
    }

    [TestMethod]
    public async Task A_refused_login_shows_the_reason() =>
        (await Node.RunAsync(Node.Machine(Offline).On("tailscale-await", Offline).On("tailscale-control", "reached=yes").On("tailscale-path", Outside)
            .On("tailscale-reauth", "reason=login\ndetail=backend error: authkey expired", exit: 1)))
            .AssertFailed(ErrorCode.NetworkJoinFailed, "backend error: authkey expired", "has expired");

    [TestMethod]
    public async Task Check_mode_reports_the_login_and_does_not_make_it()
    {
        var machine = Machine("reached=yes");

        var result = await Node.CheckAsync(machine);

        result.AssertSucceeded($"{Change} (its control server answers but does not know it)");
        Assert.IsFalse(result.Changed);
        machine.AssertRan(Await, Control, "tailscale-path");
    }

    [TestMethod]
    public async Task Check_mode_warns_about_an_unreachable_server()
    {
        var machine = Machine(Away);

        var result = await Node.CheckAsync(machine);

        result.AssertSucceeded();
        Assert.Contains("cannot be reached", string.Join('\n', result.Warnings));
        machine.AssertRan(Await, Control);
    }

    [TestMethod]
    public async Task Enabled_shields_are_a_warning()
    {
        var result = await Node.RunAsync(Node.Machine(Ready + Prefs.Line("""{ "ShieldsUp": true }""")));

        result.AssertSucceeded();
        Assert.Contains("shields are up", string.Join('\n', result.Warnings));
        Assert.IsEmpty((await Node.RunAsync(Node.Machine(Ready + Prefs.Line("{}")))).Warnings);
    }

    [TestMethod]
    public async Task Settings_lost_in_a_login_are_a_warning()
    {
        var machine = Node.Machine(Fixture.Detected("needs-login")).On("tailscale-login", "lost=--webclient=true, DriveShares").On("tailscale-await", Ready);

        var result = await Node.RunAsync(machine);

        Assert.AreEqual(HostStatus.Success, result.Status, result.Message);
        Assert.Contains("could not be restored: --webclient=true, DriveShares.", string.Join('\n', result.Warnings));
    }

    [TestMethod]
    public async Task Settings_lost_in_a_refused_login_are_a_warning()
    {
        var result = await Node.RunAsync(Node.Machine(Fixture.Detected("expired")).On("tailscale-login", "lost=--webclient=true\nreason=login\ndetail=backend error: authkey expired", exit: 1));

        result.AssertFailed(ErrorCode.NetworkJoinFailed, "authkey expired");
        Assert.Contains("--webclient=true", string.Join('\n', result.Warnings));
    }
}

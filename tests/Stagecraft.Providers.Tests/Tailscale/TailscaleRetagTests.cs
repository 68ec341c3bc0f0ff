using Stagecraft.Bootstrap;
using Stagecraft.Testing;

namespace Stagecraft.Providers.Tests.Tailscale;

[TestClass]
public sealed class TailscaleRetagTests
{
    private const string Retag = "tailscale-retag 120 app-1 tag:app,tag:extra,tag:stagecraft -";
    private const string Outside = "client=198.51.100.4\nserver=203.0.113.7";

    private static string Untagged => Fixture.Running("\"tag:app\",", "");

    private static ScriptedHost Machine(string path) => Node.Machine(Untagged).On("tailscale-path", path);

    [TestMethod]
    public async Task Missing_tags_are_added_to_existing_ones()
    {
        var machine = Machine(Outside).On("tailscale-retag").On("tailscale-await", Fixture.Detected("running"));

        (await Node.RunAsync(machine)).AssertSucceeded("tag the node with tag:app");
        machine.AssertRan("tailscale-path", Retag, "tailscale-await 30 app-1 tag:app,tag:stagecraft");
        Assert.Contains(TailscaleConfig.Key, machine.Commands[2].Input);
    }

    [TestMethod]
    public async Task An_invalid_tag_of_the_node_is_not_repeated()
    {
        var machine = Node.Machine(Fixture.Running("\"tag:app\",", "\"tag:$(id)\","))
            .On("tailscale-path", Outside).On("tailscale-retag").On("tailscale-await", Fixture.Detected("running"));

        (await Node.RunAsync(machine)).AssertSucceeded("tag the node with tag:app");
        machine.AssertRan("tailscale-path", Retag, "tailscale-await 30 app-1 tag:app,tag:stagecraft");
    }

    [TestMethod]
    [DataRow("client=100.101.102.104\nserver=203.0.113.7")]
    [DataRow("client=198.51.100.4\nserver=fd7a:115c:a1e0::1")]
    [DataRow("client=198.51.100.4\nserver=::ffff:100.64.0.9")]
    [DataRow("")]
    public async Task A_retag_does_not_cut_its_own_connection(string path)
    {
        var machine = Machine(path);

        (await Node.RunAsync(machine)).AssertFailed(
            ErrorCode.NetworkJoinFailed, "lacks tag:app", "through the tailnet", "--advertise-tags=tag:app,tag:extra,tag:stagecraft");
        machine.AssertRan("tailscale-path");
    }

    [TestMethod]
    [DataRow("restored=yes\n", "The node is still in the tailnet as before.")]
    [DataRow("", "The node may no longer be in the tailnet.")]
    public async Task A_refused_login_reports_the_state_of_the_node(string restored, string said)
    {
        var machine = Machine(Outside).On("tailscale-retag", $"{restored}reason=login\ndetail=backend error: authkey expired", exit: 1);

        (await Node.RunAsync(machine)).AssertFailed(ErrorCode.NetworkJoinFailed, "authkey expired", said, "The current one has expired.");
    }

    [TestMethod]
    public async Task The_run_waits_for_a_retag_that_the_server_delays()
    {
        var machine = Machine(Outside).On("tailscale-retag", "limited=backend error: node registration rate limited; will retry after 30s")
            .On("tailscale-rejoin", Fixture.Detected("running")).On("tailscale-await", Untagged).On("tailscale-await", Fixture.Detected("running"));

        (await Node.RunAsync(machine)).AssertSucceeded("tag the node with tag:app");
        Assert.Contains("tailscale-rejoin 120", machine.Scripts);
    }

    [TestMethod]
    public async Task Tags_that_do_not_stick_fail() =>
        (await Node.RunAsync(Machine(Outside).On("tailscale-retag").On("tailscale-await", Untagged))).AssertFailed(ErrorCode.NetworkJoinFailed, "The node lacks tag:app");

    [TestMethod]
    public async Task Check_mode_reports_the_tags() =>
        (await Node.CheckAsync(Machine(Outside))).AssertSucceeded("tag the node with tag:app (it has tag:extra, tag:stagecraft)");
}

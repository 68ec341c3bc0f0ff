using System.Text.RegularExpressions;

namespace Stagecraft.Lab.Tests;

/// <summary>The settings of a Tailscale node, with real timers, connections and kernel settings. The client is the stand-in.</summary>
[TestClass]
[RequiresLab]
public sealed partial class NodeSettingsTests
{
    private const int Host = 2;
    private const string Settings = "{ssh: true, accept_routes: true, accept_dns: false, advertise_routes: [192.0.2.0/24, 10.1.0.0/16], shields_up: true, auto_update: true}";

    [TestMethod]
    public async Task Settings_survive_an_expired_key_and_a_retag_and_cost_a_ready_host_nothing()
    {
        await Lab.ResetAsync(Host);
        await Lab.OnHostAsync(Host, "echo 0 >/proc/sys/net/ipv4/ip_forward");

        var first = Report.Of(await RunAsync(Settings));

        Assert.AreEqual("success", first.Status(Host), first.Message(Host));
        Assert.EndsWith(
            "network-join: join lab.ts.net as app-1; enable IP forwarding; set accept-dns to false (was true); "
            + "set advertise-routes to 10.1.0.0/16,192.0.2.0/24 (was none); set auto-update to true (was unset); "
            + "set accept-routes to true (was false); set shields-up to true (was false); set ssh to true (was false)",
            string.Join("; ", first.Changes(Host)));
        Assert.IsEmpty(first.Warnings(Host));
        Assert.AreEqual("1 1", Joined(await Lab.OnHostAsync(Host, "cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv6/conf/all/forwarding")));
        Assert.Contains("net.ipv6.conf.all.forwarding = 1", await Lab.OnHostAsync(Host, "cat /etc/sysctl.d/99-stagecraft-tailscale.conf"));
        Assert.AreEqual("", await Lab.OnHostAsync(Host, "systemctl list-units --all --plain --no-legend 'stagecraft-tailscale-restore*'"));
        await AssertReadyAsync();

        await Lab.OnHostAsync(Host, "tailscale-standin expire");
        Assert.AreEqual("network-join: join lab.ts.net as app-1", string.Join("; ", Report.Of(await RunAsync(Settings)).Changes(Host)));
        await AssertReadyAsync();

        await Lab.OnHostAsync(Host, "tailscale-standin retag tag:other");
        Assert.AreEqual("network-join: tag the node with tag:app, tag:stagecraft", string.Join("; ", Report.Of(await RunAsync(Settings)).Changes(Host)));
        await AssertReadyAsync();

        await Lab.OnHostAsync(Host, "tailscale set --accept-dns --shields-up=false");
        Assert.AreEqual(
            "network-join: set accept-dns to false (was true); set shields-up to true (was false)",
            Report.Of(await Lab.ToolAsync(["check", "--limit", "lab-02", "--output", "json"], Config(Settings))).Pending(Host));
    }

    [TestMethod]
    public async Task A_host_uses_an_exit_node_and_a_run_that_was_interrupted_is_confirmed()
    {
        await Lab.ResetAsync(Host);
        Assert.AreEqual("success", Report.Of(await RunAsync("{}")).Status(Host));
        await Lab.OnHostAsync(Host, "tailscale-standin peer gate nGate; tailscale-standin exitnode gate");

        var used = Report.Of(await RunAsync("{exit_node: 100.64.0.3}"));

        Assert.AreEqual("network-join: set exit-node to 100.64.0.3 (was none)", string.Join("; ", used.Changes(Host)), used.Message(Host));
        Assert.IsFalse(Report.Of(await RunAsync("{exit_node: 'fd7a:115c:a1e0::3'}")).Changed(Host));
        Assert.AreEqual("network-join: set exit-node to none (was 100.64.0.3)", string.Join("; ", Report.Of(await RunAsync("{exit_node: none}")).Changes(Host)));

        // As an interrupted run leaves it.
        await Lab.OnHostAsync(Host, "systemd-run --quiet --collect --unit=stagecraft-tailscale-restore --on-active=900s true");
        Assert.AreEqual("network-join: keep the settings of an earlier run", string.Join("; ", Report.Of(await RunAsync("{exit_node: none}")).Changes(Host)));
        Assert.AreEqual("", await Lab.OnHostAsync(Host, "ls /run/systemd/transient | grep stagecraft || :"));
    }

    private static async Task AssertReadyAsync()
    {
        var logs = Path.Combine(Lab.Folder.FullName, $"settings-{Guid.NewGuid():N}");
        var run = await Lab.ToolAsync(["--limit", "lab-02", "--output", "json", "--log-dir", logs], Config(Settings));

        Assert.AreEqual("success", Report.Of(run).Status(Host), run.ToString());
        Assert.IsFalse(Report.Of(run).Changed(Host), run.ToString());
        var log = await File.ReadAllTextAsync(Directory.GetFiles(logs).Single());
        Assert.AreEqual(1, Commands.Count(log), log);
    }

    private static string Config(string settings) => Lab.Config
        .Replace("tailnet_domain: lab.ts.net", $"tailnet_domain: lab.ts.net\n      settings: {settings}", StringComparison.Ordinal)
        .Replace("docker: {", "docker: {enabled: false, ", StringComparison.Ordinal);

    private static Task<CommandRun> RunAsync(string settings) => Lab.ToolAsync(["--limit", "lab-02", "--output", "json"], Config(settings));

    private static string Joined(string lines) => string.Join(' ', lines.Split('\n', StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex(@"^.*\$ [a-z-]+(\+| |$)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Commands { get; }
}

using System.Text.Json;
using System.Text.RegularExpressions;

namespace Stagecraft.Providers.Tests.StandIn;

/// <summary>Every recorded command of the real client, run again with the stand-in.</summary>
[TestClass]
[RequiresPython]
public sealed partial class SaysTests
{
    private const string Tagged = "hskey-tagged-app+stagecraft-1";
    private const string SameTags = "--advertise-tags=tag:app,tag:stagecraft";

    // How a host reaches each recorded situation.
    private static readonly Dictionary<string, Func<TailscaleHost, Task>> Ways = new(StringComparer.Ordinal)
    {
        ["an expired key"] = host => KeyAsync(host, "hskey-expired-1"),
        ["a key for one node, spent"] = host => KeyAsync(host, "hskey-used-1"),
        ["an unknown key"] = host => KeyAsync(host, "nonsense"),
        ["a tagged key, and the same tags asked for"] = host => KeyAsync(host, Tagged),
        ["the same host, the tags no longer asked for"] = RefusedTagsAsync,
        ["asked for no tags, told so"] = RefusedTagsAsync,
        ["the node runs; nothing asked"] = JoinAsync,
        ["a setting that up does not know is set"] = async host =>
        {
            await JoinAsync(host);
            (await host.RunAsync("tailscale set --accept-routes --auto-update --webclient=false --stateful-filtering")).Succeeded();
        },
        ["version"] = _ => Task.CompletedTask,
        ["logged out"] = async host =>
        {
            await JoinAsync(host);
            (await host.RunAsync("tailscale logout")).Succeeded();
        },
        ["server with a certificate nobody trusts, wrong port, no such name"] = host => KeyAsync(host, "hskey-lab-1"),
        ["the daemon is stopped"] = host =>
        {
            host.StopDaemon();
            return Task.CompletedTask;
        },
        ["the daemon hangs"] = async host => (await host.RunAsync($"kill -STOP {host.DaemonId}")).Succeeded(),
        ["a control server that limits registrations (HTTP 429, Retry-After: 30); the daemon tries again by itself"] = async host =>
        {
            await KeyAsync(host, "hskey-lab-1");
            await host.AdministerAsync("ratelimit 30");
        },
        ["locked out"] = async host =>
        {
            await JoinAsync(host);
            await host.AdministerAsync("lock");
        },
    };

    public static IEnumerable<object[]> Commands => RecordedCommand.All.Select(command => new object[] { command });

    [TestMethod]
    [DynamicData(nameof(Commands))]
    public async Task A_command_prints_the_recorded_output(RecordedCommand recorded)
    {
        using var stranger = new UntrustedServer();
        using var host = await TailscaleHost.StartAsync();
        await Ways[recorded.Heading](host);

        // Only paths of this host and durations differ from the recording.
        (string Recorded, string Here)[] places =
        [
            ("/run/k", host.Below("run/k")), ("http://10.78.0.1:9913", TailscaleHost.Headscale), ("10.78.0.1:1", "127.0.0.1:1"),
            .. recorded.Health.Contains("x509", StringComparison.Ordinal) ? [("headscale.lab:8443", stranger.Address)] : Array.Empty<(string, string)>(),
        ];
        string Here(string text) => places.Aggregate(text, (moved, place) => moved.Replace(place.Recorded, place.Here, StringComparison.Ordinal));
        var waits = recorded.Output.Contains("timeout waiting", StringComparison.Ordinal);
        var line = waits ? Seconds().Replace(recorded.Line, "--timeout=1s") : recorded.Line.Replace("timeout 10 ", "timeout 2 ", StringComparison.Ordinal);

        var said = await host.RunAsync(Here(line));

        var succeeds = recorded.ExitCode == 0 || recorded.Line == "tailscale status";
        Assert.AreEqual(Keys().Replace(Here(recorded.Output), "${kind}:KEY"), Keys().Replace(succeeds ? said.Output : said.Error, "${kind}:KEY"));
        Assert.AreEqual("", succeeds ? said.Error : said.Output);
        Assert.AreEqual(recorded.ExitCode, said.ExitCode);
        if (recorded.Health.Length > 0) Assert.AreEqual(Here(recorded.Health), await FirstHealthAsync(host));
    }

    [TestMethod]
    public async Task The_command_to_sign_a_locked_node_has_its_keys()
    {
        using var host = await TailscaleHost.JoinedAsync();
        await host.AdministerAsync("lock");

        var said = (await host.RunAsync("tailscale lock status")).Succeeded().Output;

        var key = (await host.StatusAsync()).GetProperty("Self").GetProperty("PublicKey").GetString()!;
        Assert.MatchesRegex($"\ttailscale lock sign {key} (tlpub:[0-9a-f]{{64}})\n\nThis node's tailnet-lock key: \\1\n", said);
        await host.AdministerAsync("unlock");
        Assert.StartsWith("Tailnet Lock is NOT enabled.\n\nThis node's tailnet-lock key: tlpub:", (await host.RunAsync("tailscale lock status")).Succeeded().Output);
    }

    [TestMethod]
    public async Task The_proposed_exit_node_setting_is_refused()
    {
        using var host = await TailscaleHost.JoinedAsync();
        (await host.RunAsync("tailscale set --exit-node-allow-lan-access")).Succeeded();
        var proposal = (await host.RunAsync("tailscale up --timeout=1s")).Error;
        Assert.Contains(" --exit-node-allow-lan-access ", proposal);

        var recorded = Recording.Text("says.txt").Split('\n').Single(line => line.StartsWith("Error: --exit-node", StringComparison.Ordinal));
        (await host.RunAsync(proposal.Split('\t')[1].Trim())).Failed(recorded);
    }

    private static Task KeyAsync(TailscaleHost host, string key)
    {
        host.Write("run/k", key + "\n");
        return Task.CompletedTask;
    }

    private static async Task RefusedTagsAsync(TailscaleHost host) => Assert.AreEqual(1, (await host.LoginAsync(Tagged, SameTags)).ExitCode);

    private static async Task JoinAsync(TailscaleHost host) => (await host.LoginAsync("hskey-lab-1")).Succeeded();

    private static async Task<string> FirstHealthAsync(TailscaleHost host)
    {
        var status = await host.StatusAsync(status => First(status).StartsWith("You are logged out. ", StringComparison.Ordinal));
        return First(status);
    }

    private static string First(JsonElement status) => status.GetProperty("Health").EnumerateArray().Select(text => text.GetString()!).FirstOrDefault("");

    [GeneratedRegex("--timeout=[0-9]+s", RegexOptions.None, 1000)]
    private static partial Regex Seconds();

    [GeneratedRegex("(?<kind>nodekey|tlpub):[0-9a-f]{64}", RegexOptions.None, 1000)]
    private static partial Regex Keys();
}

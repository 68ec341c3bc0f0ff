using Stagecraft.Bootstrap;
using Stagecraft.Providers.Tests.StandIn;

namespace Stagecraft.Providers.Tests.Tailscale;

/// <summary>Each recorded state of the real client through the whole provider: the probes, the changes and the result.</summary>
[TestClass]
public sealed class TailscaleRecordedStateTests
{
    private const string Server = "https://headscale.lab:8443";
    private const string Outside = "client=198.51.100.4\nserver=203.0.113.7";
    private const string Sign = "tailscale lock sign nodekey:fd89 tlpub:163b";

    // NAME is the recorded node's host name.
    private static readonly Dictionary<string, Expected> Decisions = new(StringComparer.Ordinal)
    {
        ["new: never logged in"] = Login("new"),
        ["refused: the login's tags were not permitted"] = Login("new"),
        ["running, untagged"] = new([], []),
        ["logged out"] = Login("new"),
        ["down"] = new(["tailscale-up 120", "tailscale-await 30 - -"], ["bring tailscale up"]),
        ["key expired on the server"] = Login("known"),
        // Only another node shows this one.
        ["deleted on the server 11 minutes ago, its poll still open"] = new([], []),
        ["deleted on the server, which was restarted since"] = new(
            ["tailscale-await 30 - -", $"tailscale-control {Server}", "tailscale-path", $"tailscale-reauth 120 NAME - {Server}", "tailscale-await 30 NAME -"],
            ["log the node in again as NAME"]),
        ["deleted on the server, the daemon restarted since"] = Login("known"),
        ["waits for an administrator's approval"] = new([], [], ["administrator's approval"]),
        ["locked out by tailnet lock"] = new(["tailscale-lock"], [], ["is locked", $"'{Sign}'"]),
    };

    public static IEnumerable<object[]> States => RecordedState.All.Select(state => new object[] { state });

    [TestMethod]
    [DynamicData(nameof(States))]
    public async Task The_recorded_state_gives_the_expected_decision(RecordedState recorded)
    {
        var name = recorded.Status.GetProperty("Self").GetProperty("HostName").GetString()!;
        var expected = Decisions[recorded.State];
        var machine = Machine(recorded, name);

        var result = await Node.RunAsync(
            machine, new Host { Id = "1", Name = name, PublicIp = "203.0.113.7" },
            ("tailnet_domain", "net.lab"), ("login_server", Server), ("default_tags", Array.Empty<string>()));

        machine.AssertRan([.. expected.Scripts.Select(script => script.Replace("NAME", name, StringComparison.Ordinal))]);
        if (expected.Failure is { } parts)
        {
            result.AssertFailed(ErrorCode.NetworkJoinFailed, parts);
            Assert.IsFalse(result.Changed);
            return;
        }

        result.AssertSucceeded([.. expected.Changes.Select(change => change.Replace("NAME", name, StringComparison.Ordinal))]);
        Assert.AreEqual($"{name}.net.lab", result.Facts.Fqdn);
        Assert.AreEqual(expected.Scripts.Length == 0 ? recorded.Status.GetProperty("Self").GetProperty("ID").GetString() : "9", result.Identity.Node);
        Assert.IsEmpty(result.Warnings);
    }

    private static Expected Login(string node) => new(
        [$"tailscale-login 120 NAME - {Server} {node}", "tailscale-await 30 NAME -"], ["join net.lab as NAME"]);

    private static Stagecraft.Testing.ScriptedHost Machine(RecordedState recorded, string name)
    {
        const string Settings = $$"""{ "ControlURL": "{{Server}}" }""";
        var running = RecordedState.All.Single(state => state.State == "running, untagged");
        var runningName = running.Status.GetProperty("Self").GetProperty("HostName").GetString()!;
        var machine = Node.Machine(Fixture.Recorded(recorded, Settings))
            .On("tailscale-path", Outside).On("tailscale-control", "reached=yes").On("tailscale-lock", $"sign={Sign}")
            .On("tailscale-up").On("tailscale-login").On("tailscale-reauth");
        // A node that does not reach its server is probed once more before that counts.
        if (recorded.Status.GetProperty("BackendState").GetString() == "Running") machine.On("tailscale-await", Fixture.Recorded(recorded, Settings));
        return machine.On("tailscale-await", Fixture.Recorded(running, Settings).Replace(runningName, name, StringComparison.Ordinal));
    }

    private sealed record Expected(string[] Scripts, string[] Changes, string[]? Failure = null);
}

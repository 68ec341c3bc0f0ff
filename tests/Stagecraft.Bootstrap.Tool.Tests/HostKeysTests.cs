using System.Text.Json.Nodes;
using Stagecraft.Bootstrap.Ssh;

namespace Stagecraft.Bootstrap.Tool.Tests;

/// <summary>The command <c>hosts keys</c>. What it reads from real servers is tested with the connections.</summary>
[TestClass]
public sealed class HostKeysTests
{
    private const string Blob = "AAAAC3NzaC1lZDI1NTE5AAAAIGzRvV0fLXW1cSCOOnvY0dX9hsS2AWV0q3qgcNC1lHPy";

    private static readonly HostKey Key = HostKey.TryParse("ssh-ed25519", Blob)!;

    [TestMethod]
    public async Task Each_key_is_a_line_of_known_hosts_below_its_fingerprint()
    {
        using var workspace = new Workspace { Keys = [Found("203.0.113.7"), Found("[203.0.113.8]:2222"), Found("203.0.113.9")] };

        var run = await workspace.RunAsync("hosts", "keys");

        Assert.AreEqual(0, run.Exit);
        Assert.AreEqual($"""
            # app-1: ssh-ed25519 {Key.Fingerprint}
            203.0.113.7 ssh-ed25519 {Blob}
            # app-2: ssh-ed25519 {Key.Fingerprint}
            [203.0.113.8]:2222 ssh-ed25519 {Blob}
            # db: ssh-ed25519 {Key.Fingerprint}
            203.0.113.9 ssh-ed25519 {Blob}

            """, run.Output);
        Assert.IsEmpty(workspace.Hosts.Connected);
    }

    [TestMethod]
    public async Task A_host_whose_keys_cannot_be_read_fails_the_command_and_not_the_others()
    {
        var failure = new HostFailureException(ErrorCode.SshUnreachable, "It cannot be reached.", "Check it.");
        using var workspace = new Workspace { Keys = [Found("203.0.113.7"), new HostKeys(null, [], failure), Found("203.0.113.9")] };

        var text = await workspace.RunAsync("hosts", "keys");
        var json = await workspace.RunAsync("hosts", "keys", "--output", "json");

        Assert.AreEqual((10, 10), (text.Exit, json.Exit));
        Assert.AreEqual("app-2: It cannot be reached. Check it.\n", text.Error);
        Assert.DoesNotContain("app-2", text.Output);
        var hosts = JsonNode.Parse(json.Output)!.AsArray();
        Assert.AreEqual($"203.0.113.7 ssh-ed25519 {Blob}", hosts[0]!["keys"]![0]!["line"]!.GetValue<string>());
        Assert.AreEqual(Key.Fingerprint, hosts[0]!["keys"]![0]!["fingerprint"]!.GetValue<string>());
        Assert.AreEqual("ssh_unreachable", hosts[1]!["error"]!["code"]!.GetValue<string>());
        Assert.IsEmpty(hosts[1]!["keys"]!.AsArray());
    }

    private static HostKeys Found(string name) => new(name, [Key], Failure: null);
}

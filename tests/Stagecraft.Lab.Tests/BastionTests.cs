using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;

namespace Stagecraft.Lab.Tests;

/// <summary>Two hosts whose sshd listens only on a private network, and a third host in that network, the bastion.</summary>
[TestClass]
[RequiresLab]
public sealed class BastionTests
{
    [TestInitialize]
    public async Task MoveIntoPrivateNetworkAsync()
    {
        await Lab.ResetAsync(1, 2, 3);
        await Lab.OnHostAsync(1, $"ip address add {Private(1)}/24 dev host0");
        foreach (var host in new[] { 2, 3 })
            await Lab.OnHostAsync(host, $"ip address add {Private(host)}/24 dev host0; echo ListenAddress {Private(host)} >/etc/ssh/sshd_config.d/private.conf; systemctl restart ssh");
    }

    [TestCleanup]
    public Task LeaveAsync() => Lab.ResetAsync(1, 2, 3);

    [TestMethod]
    public async Task Hosts_behind_a_bastion_become_ready_over_one_connection()
    {
        var addresses = await Lab.AddressesAsync();
        await Assert.ThrowsAsync<SocketException>(() => new TcpClient().ConnectAsync(addresses[1], 22));

        var fresh = await RunAsync("run", Hosts(2));
        var before = await LoginsAsync();
        var many = await RunAsync("check", Hosts(24));
        var logins = await LoginsAsync() - before;

        Assert.AreEqual("success success", Statuses(fresh), fresh.ToString());
        // All entries are reached and probed. Only the end shows that they are two hosts, a dozen times each.
        Assert.AreEqual(string.Join(' ', Enumerable.Repeat("host_duplicate ok ok ok", 24)), Reached(many), many.ToString());
        Assert.AreEqual(1, logins);
    }

    [TestMethod]
    public async Task A_lost_bastion_fails_its_hosts_and_the_next_run_continues()
    {
        // Both hosts stay in their package operation until the bastion has stopped.
        const string Hold = "echo 'DPkg::Pre-Invoke {\"touch /run/held; until [ -e /run/go ]; do sleep 0.1; done\";};' >/etc/apt/apt.conf.d/99hold";
        const string Release = "touch /run/go; rm /etc/apt/apt.conf.d/99hold";
        await Task.WhenAll(Lab.OnHostAsync(2, Hold), Lab.OnHostAsync(3, Hold));

        var cut = await RunAsync("run", Hosts(2), async _ =>
        {
            await Task.WhenAll(HostAction.Until("[ -e /run/held ]").RunAsync(2), HostAction.Until("[ -e /run/held ]").RunAsync(3));
            await HostAction.CutConnections.RunAsync(1);
        });
        await Task.WhenAll(Lab.OnHostAsync(2, Release), Lab.OnHostAsync(3, Release));
        var again = await RunAsync("run", Hosts(2));

        Assert.AreEqual("failed failed", Statuses(cut), cut.ToString());
        Assert.Contains("ssh_connection_lost", cut.Output);
        Assert.Contains($"{Private(2)}:22 (through ", cut.Output);
        Assert.AreEqual("success success", Statuses(again), again.ToString());
    }

    [TestMethod]
    public async Task A_host_that_the_bastion_cannot_reach_fails_alone()
    {
        await Lab.OnHostAsync(3, "systemctl stop ssh");

        var run = await RunAsync("check", Hosts(2));

        Assert.AreEqual("success failed", Statuses(run), run.ToString());
        Assert.Contains($"{Private(3)}:22 cannot be reached from the bastion ", run.Output);
        Assert.Contains("Connection refused", run.Output);
    }

    private static async Task<CommandRun> RunAsync(string command, string hosts, Func<Process, Task>? meanwhile = null)
    {
        var document = Path.Combine(Lab.Folder.FullName, $"{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(document, hosts);
        var bastion = (await Lab.AddressesAsync())[0];
        // A freshly booted host opens its first session slowly on a busy machine.
        var config = Lab.Config.Replace("ssh: {", $"ssh: {{connectTimeout: 2m, proxyJump: 'root@{bastion}:22', ", StringComparison.Ordinal);
        return await Lab.ToolAsync([command, "--hosts", document, "--output", "json"], config, meanwhile);
    }

    // Every other one is host 2, the rest are host 3.
    private static string Hosts(int count) => JsonSerializer.Serialize(
        Enumerable.Range(0, count).Select(i => new { id = $"app-{i + 1:00}", role = "app", publicIp = Private(2 + (i % 2)) }));

    private static string Private(int host) => $"10.98.0.{host}";

    private static async Task<int> LoginsAsync() => int.Parse(await Lab.OnHostAsync(1, "journalctl -u ssh | grep -c 'Accepted publickey' || true"));

    private static string Reached(CommandRun run) => string.Join(' ', Report.Of(run).Hosts.SelectMany(host => host.GetProperty("steps").EnumerateArray().Take(3)
        .Select(step => step.GetProperty("outcome").GetString()).Prepend(host.GetProperty("errorCode").GetString())));

    private static string Statuses(CommandRun run) => string.Join(' ', Report.Of(run).Hosts.Select(host => host.GetProperty("status").GetString()));
}

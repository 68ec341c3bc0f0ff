using System.Text.Json;

namespace Stagecraft.Lab.Tests;

/// <summary>Hosts that are reached in other ways than by a public address, a port and a key.</summary>
[TestClass]
[RequiresLab]
public sealed class SshTests
{
    private const string Closed = "10.98.0.2";

    [TestInitialize]
    public Task BeginAsync() => Lab.ResetAsync(1, 2);

    [TestCleanup]
    public Task LeaveAsync() => Lab.ResetAsync(1, 2);

    [TestMethod]
    public async Task A_host_that_only_a_proxy_command_reaches_becomes_ready()
    {
        await Lab.OnHostAsync(1, "ip address add 10.98.0.1/24 dev host0");
        await Lab.OnHostAsync(2, $"ip address add {Closed}/24 dev host0; echo ListenAddress {Closed} >/etc/ssh/sshd_config.d/private.conf; systemctl restart ssh");
        var gateway = (await Lab.AddressesAsync())[0];
        var config = With($"connectTimeout: 2m, proxyCommand: 'ssh -F none -i {await KeyAsync()} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -W %h:%p root@{gateway}'");

        var first = await Lab.ToolAsync(["run", "--hosts", Document(Closed), "--output", "json"], config);
        var second = await Lab.ToolAsync(["run", "--hosts", Document(Closed), "--output", "json"], config);

        Assert.AreEqual("success", Report.Of(first).Hosts[0].GetProperty("status").GetString(), first.ToString());
        Assert.IsFalse(Report.Of(second).Hosts[0].GetProperty("changed").GetBoolean(), second.ToString());
    }

    [TestMethod]
    public async Task A_host_that_only_its_network_reaches_becomes_ready_and_stays_reachable()
    {
        // The stand-in's network carries no data, so a second address of the host takes the place of the one in the network, and
        // a file of the tool's own takes the place of MagicDNS.
        var addresses = await Lab.AddressesAsync();
        var inNetwork = string.Join('.', [.. addresses[0].Split('.')[..3], "201"]);
        await Lab.OnHostAsync(1, $"ip address add {inNetwork}/24 dev host0; echo ListenAddress {inNetwork} >/etc/ssh/sshd_config.d/network.conf; systemctl restart ssh");
        var names = Path.Combine(Lab.Folder.FullName, $"{Guid.NewGuid():N}.hosts");
        await File.WriteAllTextAsync(names, $"127.0.0.1 localhost\n{inNetwork} db-1.lab.ts.net\n");
        string[] resolving = ["unshare", "--mount", "sh", "-c", "mount --bind \"$1\" /etc/hosts && shift && exec \"$@\"", "sh", names];

        var closed = await Lab.ToolAsync(["check", "--limit", "lab-01", "--output", "json"], With("address: public"), through: resolving);
        var bare = await Lab.ToolAsync(["run", "--limit", "lab-01", "--output", "json"], With("address: network"), through: resolving);
        var again = await Lab.ToolAsync(["run", "--limit", "lab-01", "--output", "json"], With("address: auto"), through: resolving);

        Assert.AreEqual("ssh_unreachable", Report.Of(closed).Error(1), closed.ToString());
        Assert.AreEqual("success", Report.Of(bare).Status(1), bare.ToString());
        Assert.AreEqual("success", Report.Of(again).Status(1), again.ToString());
        Assert.IsFalse(Report.Of(again).Changed(1), again.ToString());
    }

    [TestMethod]
    public async Task A_host_that_lets_this_machine_in_without_a_key_becomes_ready()
    {
        await LetInAsync();

        var run = await Lab.ToolAsync(["run", "--limit", "lab-01", "--output", "json"], WithoutKey("2m"), through: PersonWithoutKeys());

        Assert.AreEqual("success", Report.Of(run).Status(1), run.ToString());
    }

    // As Tailscale SSH, which lets nodes of its network in by the method 'none'.
    private static Task<string> LetInAsync() => Lab.OnHostAsync(1, """
        passwd --quiet --delete root
        printf '%s\n' 'PermitRootLogin yes' 'PermitEmptyPasswords yes' 'PasswordAuthentication yes' 'PubkeyAuthentication no' 'KbdInteractiveAuthentication no' >/etc/ssh/sshd_config.d/10-none.conf
        systemctl restart ssh
        """);

    // A person without any key.
    private static string[] PersonWithoutKeys()
    {
        var home = Directory.CreateDirectory(Path.Combine(Lab.Folder.FullName, $"{Guid.NewGuid():N}"));
        return ["env", "-u", "SSH_AUTH_SOCK", $"HOME={home.FullName}"];
    }

    private static string With(string settings) => Lab.Config.Replace("ssh: {", $"ssh: {{{settings}, ", StringComparison.Ordinal);

    private static string WithoutKey(string limit)
    {
        var config = With($"connectTimeout: {limit}");
        var begin = config.IndexOf("privateKeyPath: ", StringComparison.Ordinal);
        return config.Remove(begin, config.IndexOf(", ", begin, StringComparison.Ordinal) + 2 - begin);
    }

    private static async Task<string> KeyAsync() => (await Lab.InfoAsync()).GetProperty("privateKey").GetString()!;

    private static string Document(string address)
    {
        var file = Path.Combine(Lab.Folder.FullName, $"{Guid.NewGuid():N}.json");
        File.WriteAllText(file, JsonSerializer.Serialize(new[] { new { id = "app-1", role = "app", publicIp = address } }));
        return file;
    }
}

using Stagecraft.Bootstrap.Ssh.Tests.Support;

namespace Stagecraft.Bootstrap.Ssh.Tests;

/// <summary>The keys of hosts, read without a login.</summary>
[TestClass]
public sealed class HostKeyScanTests : BastionServerTests
{
    private static readonly string[] Types = ["ecdsa", "ed25519", "rsa"];

    [TestMethod]
    public async Task All_keys_are_read_as_ssh_keyscan_reads_them()
    {
        var scanned = Shell.Run("ssh-keyscan", "-p", $"{SharedServer.Port}", "127.0.0.1").Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith('#'));

        var found = await KeysAsync(Wire.Options(Home), Wire.Host());

        Assert.AreSequenceEqual(scanned, found.Keys.Select(key => $"{found.Name} {key}"), SequenceOrder.InAnyOrder);
        Assert.AreSequenceEqual(Types.Select(type => SharedServer.Sshd.HostFingerprint(type)), found.Keys.Select(key => key.Fingerprint), SequenceOrder.InAnyOrder);
    }

    [TestMethod]
    public async Task Nothing_is_logged_in_to_or_recorded()
    {
        using var server = new Sshd(["ed25519"]);

        var found = await KeysAsync(Wire.Options(Home) with { HostKeyPolicy = HostKeyPolicy.Strict }, Wire.Host(server.Ports[0]));

        Assert.AreEqual(server.HostFingerprint("ed25519"), found.Keys.Single().Fingerprint);
        Assert.DoesNotContain("Accepted", server.Log);
        Assert.IsFalse(File.Exists(Home[".ssh/known_hosts"]));
    }

    [TestMethod]
    public async Task Keys_are_read_through_a_bastion_and_through_a_proxy_command()
    {
        var bastion = Bastions.Start();
        var command = $"ssh -F none -o IdentitiesOnly=yes -i {SharedServer.Sshd.ClientKey} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -p {bastion.Ports[0]} -W %h:%p {Environment.UserName}@127.0.0.1";

        var throughBastion = await KeysAsync(Wire.Options(Home) with { ProxyJump = [BastionServers.Jump(bastion)] }, Wire.Host());
        var throughProxy = await KeysAsync(Wire.Options(Home) with { ProxyCommand = command, SearchPath = Environment.GetEnvironmentVariable("PATH")! }, Wire.Host());

        Assert.HasCount(3, throughBastion.Keys);
        Assert.AreSequenceEqual(throughBastion.Keys.Select(key => key.ToString()), throughProxy.Keys.Select(key => key.ToString()));
        Assert.AreEqual($"[127.0.0.1]:{SharedServer.Port}", throughProxy.Name);
    }

    [TestMethod]
    public async Task A_host_that_cannot_be_reached_fails_alone()
    {
        var keys = await Eventually.EndsAsync(SshConnector.ReadKeysAsync(Wire.Options(Home), [Wire.Host(address: "127.0.0.9"), Wire.Host()], 2, CancellationToken.None));

        Assert.AreEqual(ErrorCode.SshUnreachable, keys[0].Failure!.Code);
        Assert.IsNull(keys[1].Failure);
    }

    private static async Task<HostKeys> KeysAsync(SshOptions options, Host host)
    {
        var found = (await Eventually.EndsAsync(SshConnector.ReadKeysAsync(options, [host], 1, CancellationToken.None))).Single();
        return found.Failure is null ? found : throw found.Failure;
    }
}

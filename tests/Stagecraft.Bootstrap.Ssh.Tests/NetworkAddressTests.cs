using Stagecraft.Bootstrap.Ssh.Tests.Support;

namespace Stagecraft.Bootstrap.Ssh.Tests;

/// <summary>A host with a public address and a name in the network. The server listens on 127.0.0.1, so 127.0.0.9 is an address whose port is closed.</summary>
[TestClass]
public sealed class NetworkAddressTests : ServerTests
{
    private const string Open = "127.0.0.1";
    private const string Closed = "127.0.0.9";
    private const string Resolves = "localhost";

    [TestMethod]
    public async Task By_default_the_public_address_is_used()
    {
        Know(Closed);

        Assert.AreEqual(ErrorCode.SshUnreachable, (await Wire.FailureAsync(Options(SshAddress.Public), At(Closed, Resolves))).Code);
    }

    [TestMethod]
    [DataRow(SshAddress.Network)]
    [DataRow(SshAddress.Auto)]
    public async Task A_known_host_whose_public_port_is_closed_is_reached_in_the_network(SshAddress address)
    {
        Know(Closed);

        Assert.AreEqual("ready\n", (await Wire.RunAsync(Options(address) with { HostKeyPolicy = HostKeyPolicy.Strict }, host: At(Closed, Resolves))).Output);
    }

    [TestMethod]
    public async Task The_network_records_the_key_under_the_public_address()
    {
        await Wire.RunAsync(Options(SshAddress.Network), host: At(Closed, Resolves));

        Assert.AreEqual($"{Name(Closed)} {SharedServer.Sshd.HostPublicKey("ed25519")}\n", File.ReadAllText(Home[".ssh/known_hosts"]));
    }

    [TestMethod]
    public async Task Auto_uses_the_public_address_of_a_host_whose_key_is_not_known()
    {
        Assert.AreEqual(ErrorCode.SshUnreachable, (await Wire.FailureAsync(Options(SshAddress.Auto), At(Closed, Resolves))).Code);
        Assert.AreEqual("ready\n", (await Wire.RunAsync(Options(SshAddress.Auto), host: At(Open, Resolves))).Output);
    }

    [TestMethod]
    public async Task Auto_uses_the_name_of_a_host_whose_key_is_pinned()
    {
        var host = At(Closed, Resolves) with { SshHostKey = SharedServer.Sshd.HostFingerprint("ed25519") };

        Assert.AreEqual("ready\n", (await Wire.RunAsync(Options(SshAddress.Auto), host: host)).Output);
    }

    [TestMethod]
    public async Task Auto_uses_the_public_address_where_the_name_does_not_resolve()
    {
        Know(Open);

        Assert.AreEqual("ready\n", (await Wire.RunAsync(Options(SshAddress.Auto), host: At(Open, "no-such-host.invalid"))).Output);
    }

    [TestMethod]
    public async Task Auto_falls_back_to_the_public_address_and_says_so()
    {
        Know(Open);
        var said = new List<string>();
        await using var connector = SshConnector.Create(Options(SshAddress.Auto));

        await using var connection = await connector.ConnectAsync(At(Open, Closed), said.Add, CancellationToken.None);

        Assert.AreSequenceEqual([$"{Closed}:{SharedServer.Port} does not answer in the network; connecting to {Open}:{SharedServer.Port}"], said);
    }

    [TestMethod]
    public async Task Another_machine_with_the_name_is_refused_and_not_passed_over()
    {
        Home.Write(".ssh/known_hosts", $"{Name(Closed)} {PublicKey(Shell.Keygen(Home["other"]))}\n{Name(Open)} {PublicKey(Home["other"])}\n");

        Assert.AreEqual(ErrorCode.SshHostKeyMismatch, (await Wire.FailureAsync(Options(SshAddress.Auto), At(Closed, Resolves))).Code);
    }

    [TestMethod]
    public async Task A_host_without_a_name_in_the_network_has_its_public_address()
    {
        Assert.AreEqual("ready\n", (await Wire.RunAsync(Options(SshAddress.Network), host: At(Open, null))).Output);
    }

    private static string Name(string address) => $"[{address}]:{SharedServer.Port}";

    private static string PublicKey(string path) => string.Join(' ', File.ReadAllText(path + ".pub").Split(' ')[..2]);

    private static Host At(string address, string? name) => Wire.Host(address: address) with { NetworkName = name };

    private void Know(string address) => Home.Write(".ssh/known_hosts", $"{Name(address)} {SharedServer.Sshd.HostPublicKey("ed25519")}\n");

    private SshOptions Options(SshAddress address) => Wire.Options(Home) with { Address = address };
}

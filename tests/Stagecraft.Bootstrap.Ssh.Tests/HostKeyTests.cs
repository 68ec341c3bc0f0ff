using System.Runtime.Versioning;
using Stagecraft.Bootstrap.Ssh.Tests.Support;

namespace Stagecraft.Bootstrap.Ssh.Tests;

[TestClass]
[UnsupportedOSPlatform("windows")]
public sealed class HostKeyTests : ServerTests
{
    private static Sshd Server => SharedServer.Sshd;

    private static string Name => $"[127.0.0.1]:{SharedServer.Port}";

    private string KnownHosts => Home["known_hosts"];

    [TestMethod]
    public async Task Accept_new_records_an_unknown_host_once_in_a_private_file()
    {
        var file = Home[".ssh/known_hosts"];

        await Wire.RunAsync(Wire.Options(Home));
        await Wire.RunAsync(Wire.Options(Home));

        Assert.AreEqual($"{Name} {Server.HostPublicKey("ed25519")}\n", File.ReadAllText(file));
        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Home[".ssh"]));
    }

    [TestMethod]
    public async Task Recording_keeps_a_last_line_without_a_line_end_intact()
    {
        Home.Write("known_hosts", "other ssh-ed25519 AAAA");

        await Wire.RunAsync(Options());

        Assert.AreSequenceEqual(
            ["other ssh-ed25519 AAAA", $"{Name} {Server.HostPublicKey("ed25519")}"],
            File.ReadAllLines(KnownHosts));
    }

    [TestMethod]
    public async Task Strict_refuses_an_unknown_host_with_its_fingerprint_and_the_line_to_add()
    {
        var failure = await Wire.FailureAsync(Options(HostKeyPolicy.Strict));

        Assert.AreEqual(ErrorCode.SshHostKeyUnknown, failure.Code);
        Assert.Contains($"ssh-ed25519 {Server.HostFingerprint("ed25519")}", failure.Observed);
        Assert.Contains($"'{Name} {Server.HostPublicKey("ed25519")}' to {KnownHosts}", failure.Remedy);
        Assert.IsFalse(File.Exists(KnownHosts));
    }

    [TestMethod]
    [DataRow("ed25519", HostKeyPolicy.AcceptNew)]
    [DataRow("ed25519", HostKeyPolicy.Strict)]
    [DataRow("ed25519", HostKeyPolicy.Off)]
    // Not the first key that the server presents.
    [DataRow("rsa", HostKeyPolicy.AcceptNew)]
    public async Task A_pinned_key_that_is_revoked_is_refused(string type, HostKeyPolicy policy)
    {
        foreach (var names in (string[])[Name, "127.0.0.1", "*"])
        {
            Home.Write("known_hosts", $"{Name} {Server.HostPublicKey(type)}\n@revoked {names} {Server.HostPublicKey(type)}\n");

            var failure = await Wire.FailureAsync(Options(policy), Wire.Host() with { SshHostKey = Server.HostFingerprint(type) });

            Assert.AreEqual(ErrorCode.SshHostKeyMismatch, failure.Code, names);
            Assert.Contains($"which {KnownHosts}:2 revokes", failure.Observed);
        }
    }

    [TestMethod]
    public async Task Strict_accepts_pins_from_the_configuration_only()
    {
        var pinned = Wire.Host() with { SshHostKey = Server.HostFingerprint("ed25519") };
        var byDocument = pinned with { PinIsFromDocument = true };

        Assert.AreEqual(0, (await Wire.RunAsync(Options(HostKeyPolicy.Strict), host: pinned)).ExitStatus);
        var unknown = await Wire.FailureAsync(Options(HostKeyPolicy.Strict), byDocument);
        Home.Write("known_hosts", $"{Name} {File.ReadAllText(Shell.Keygen(Home["other"]) + ".pub")}");
        var changed = await Wire.FailureAsync(Options(HostKeyPolicy.Strict), byDocument);
        Home.Write("known_hosts", $"{Name} {Server.HostPublicKey("ed25519")}\n");

        Assert.AreEqual(0, (await Wire.RunAsync(Options(HostKeyPolicy.Strict), host: byDocument)).ExitStatus);
        Assert.AreEqual(ErrorCode.SshHostKeyUnknown, unknown.Code);
        Assert.Contains("It is pinned only in the hosts document", unknown.Observed);
        Assert.Contains("then add the line", unknown.Remedy);
        Assert.DoesNotContain("sshHostKey", unknown.Remedy);
        Assert.AreEqual(ErrorCode.SshHostKeyMismatch, changed.Code);
        // Known, but not the one that the document pins.
        var other = await Wire.FailureAsync(Options(HostKeyPolicy.Strict), byDocument with { SshHostKey = Shell.Fingerprint(Home["other"] + ".pub") });
        Assert.AreEqual(ErrorCode.SshHostKeyMismatch, other.Code);
        // Without 'strict', the document's pin counts as a first contact.
        File.Delete(KnownHosts);
        Assert.AreEqual(0, (await Wire.RunAsync(Options(), host: byDocument)).ExitStatus);
    }

    [TestMethod]
    [DataRow("ed25519")]
    [DataRow("ecdsa")]
    [DataRow("rsa")]
    public async Task Strict_accepts_a_known_host_and_requests_the_known_key_type(string type)
    {
        Home.Write("known_hosts", $"# a comment\n\n{Name} {Server.HostPublicKey(type)} a comment\n");

        Assert.AreEqual(0, (await Wire.RunAsync(Options(HostKeyPolicy.Strict))).ExitStatus);
    }

    [TestMethod]
    public async Task Strict_accepts_a_hashed_entry()
    {
        Home.Write("known_hosts", $"{Name} {Server.HostPublicKey("rsa")}\n");
        Shell.Run("ssh-keygen", "-q", "-H", "-f", KnownHosts);
        Assert.StartsWith("|1|", File.ReadAllText(KnownHosts));

        Assert.AreEqual(0, (await Wire.RunAsync(Options(HostKeyPolicy.Strict))).ExitStatus);
    }

    [TestMethod]
    [DataRow(HostKeyPolicy.Strict)]
    [DataRow(HostKeyPolicy.AcceptNew)]
    public async Task A_changed_key_is_refused_with_line_fingerprints_and_fix(HostKeyPolicy policy)
    {
        var old = Shell.Keygen(Home["old"]);
        Home.Write("known_hosts", $"# first\n{Name} {File.ReadAllText(old + ".pub")}");

        var failure = await Wire.FailureAsync(Options(policy));

        Assert.AreEqual(ErrorCode.SshHostKeyMismatch, failure.Code);
        Assert.IsTrue(failure.HostKeyChanged);
        Assert.Contains($"{KnownHosts}:2 has ssh-ed25519 {Shell.Fingerprint(old + ".pub")}", failure.Observed);
        Assert.Contains($"presents ssh-ed25519 {Server.HostFingerprint("ed25519")}", failure.Observed);
        Assert.Contains($"ssh-keygen -R '{Name}' -f '{KnownHosts}'", failure.Remedy);
        Shell.Run("ssh-keygen", "-R", Name, "-f", KnownHosts);
        Assert.AreEqual(0, (await Wire.RunAsync(Options())).ExitStatus);
    }

    [TestMethod]
    public async Task A_host_with_only_another_known_key_type_is_refused()
    {
        using var server = new Sshd(["ed25519"]);
        Home.Write("known_hosts", $"[127.0.0.1]:{server.Ports[0]} {Server.HostPublicKey("rsa")}\n");

        var failure = await Wire.FailureAsync(Options() with { PrivateKeyPath = server.ClientKey }, Wire.Host(server.Ports[0]));

        Assert.AreEqual(ErrorCode.SshHostKeyMismatch, failure.Code);
        Assert.IsTrue(failure.HostKeyChanged);
        Assert.Contains("has another type", failure.Observed);
    }

    [TestMethod]
    public async Task A_known_key_that_is_revoked_is_refused()
    {
        var key = Server.HostPublicKey("ed25519");
        Home.Write("known_hosts", $"{Name} {key}\n@revoked * {key}\n");

        var failure = await Wire.FailureAsync(Options());

        Assert.AreEqual(ErrorCode.SshHostKeyMismatch, failure.Code);
        Assert.IsFalse(failure.HostKeyChanged);
        Assert.Contains($"{KnownHosts}:2 revokes", failure.Observed);
    }

    [TestMethod]
    public async Task Off_accepts_a_changed_key_and_writes_nothing()
    {
        var old = $"{Name} {File.ReadAllText(Shell.Keygen(Home["old"]) + ".pub")}";
        Home.Write("known_hosts", old);

        Assert.AreEqual(0, (await Wire.RunAsync(Options(HostKeyPolicy.Off))).ExitStatus);
        Assert.AreEqual(old, File.ReadAllText(KnownHosts));
    }

    [TestMethod]
    [DataRow("ed25519")]
    [DataRow("ecdsa")]
    [DataRow("rsa")]
    public async Task A_pinned_key_is_accepted_regardless_of_known_hosts(string type)
    {
        Home.Write("known_hosts", $"{Name} {File.ReadAllText(Shell.Keygen(Home["old"]) + ".pub")}");

        var result = await Wire.RunAsync(Options(HostKeyPolicy.Strict), host: Wire.Host() with { SshHostKey = Server.HostFingerprint(type) });

        Assert.AreEqual(0, result.ExitStatus);
    }

    [TestMethod]
    [DataRow(HostKeyPolicy.AcceptNew)]
    [DataRow(HostKeyPolicy.Off)]
    public async Task A_key_that_is_not_pinned_is_refused_under_any_policy(HostKeyPolicy policy)
    {
        var pinned = Shell.Fingerprint(Shell.Keygen(Home["old"]) + ".pub");
        Home.Write("known_hosts", $"{Name} {Server.HostPublicKey("ed25519")}\n");

        var failure = await Wire.FailureAsync(Options(policy), Wire.Host() with { SshHostKey = pinned });

        Assert.AreEqual(ErrorCode.SshHostKeyMismatch, failure.Code);
        Assert.Contains($"but {pinned} is pinned", failure.Observed);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("* ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl")]
    [DataRow("@revoked * KEY")]
    public async Task No_credential_is_sent_before_the_host_key_is_accepted(string line)
    {
        using var server = new Sshd(["ed25519"]);
        Home.Write("known_hosts", line.Replace("KEY", server.HostPublicKey("ed25519")));

        await Wire.FailureAsync(Options(HostKeyPolicy.Strict) with { PrivateKeyPath = server.ClientKey }, Wire.Host(server.Ports[0]));

        // A separate process logs the end of a connection, a moment later.
        await Eventually.HoldsAsync(() => server.Log.Contains("[preauth]", StringComparison.Ordinal), () => server.Log);
        Assert.Contains("Connection from 127.0.0.1", server.Log);
        Assert.DoesNotContain("ublickey", server.Log);
        Assert.DoesNotContain($"user {Environment.UserName}", server.Log);
    }

    [TestMethod]
    public async Task Many_parallel_first_connections_record_the_host_once()
    {
        SshConnector[] connectors = [SshConnector.Create(Options()), SshConnector.Create(Options())];

        await Task.WhenAll(Enumerable.Range(0, 64).Select(async i =>
        {
            await using var connection = await connectors[i % 2].ConnectAsync(Wire.Host(address: i % 3 == 0 ? "localhost" : "127.0.0.1"), CancellationToken.None);
        }));

        Assert.AreSequenceEqual(
            [$"[localhost]:{SharedServer.Port} {Server.HostPublicKey("ed25519")}", $"{Name} {Server.HostPublicKey("ed25519")}"],
            File.ReadAllLines(KnownHosts), SequenceOrder.InAnyOrder);
    }

    [TestMethod]
    public async Task Sixty_four_parallel_new_hosts_are_recorded_once_each()
    {
        var servers = Enumerable.Range(0, 8).Select(_ => new Sshd(["ed25519"], ports: 8)).ToList();
        servers.ForEach(server => server.Authorize(SharedServer.Sshd.ClientKey));
        var connector = SshConnector.Create(Options());

        await Task.WhenAll(servers.SelectMany(server => server.Ports).Select(async port =>
        {
            await using var connection = await connector.ConnectAsync(Wire.Host(port), CancellationToken.None);
        }));

        Assert.AreSequenceEqual(
            servers.SelectMany(server => server.Ports.Select(port => $"[127.0.0.1]:{port} {server.HostPublicKey("ed25519")}")),
            File.ReadAllLines(KnownHosts), SequenceOrder.InAnyOrder);
        servers.ForEach(server => server.Dispose());
    }

    [TestMethod]
    public async Task A_trusted_host_certificate_is_accepted_for_its_names_only()
    {
        using var server = new Sshd(["ed25519"], sshd =>
        {
            Shell.Keygen(sshd["ca"]);
            Shell.Run("ssh-keygen", "-q", "-s", sshd["ca"], "-I", "test", "-h", "-n", "localhost", sshd.HostKeyPath("ed25519") + ".pub");
            return $"HostCertificate {sshd.HostKeyPath("ed25519")}-cert.pub";
        });
        Home.Write("known_hosts", $"@cert-authority * {File.ReadAllText(server["ca"] + ".pub")}");
        var options = Options(HostKeyPolicy.Strict) with { PrivateKeyPath = server.ClientKey };

        Assert.AreEqual(0, (await Wire.RunAsync(options, host: Wire.Host(server.Ports[0], "localhost"))).ExitStatus);
        var failure = await Wire.FailureAsync(options, Wire.Host(server.Ports[0], "127.0.0.1"));

        Assert.AreEqual(ErrorCode.SshHostKeyUnknown, failure.Code);
    }

    [TestMethod]
    public void A_known_hosts_file_that_cannot_be_read_is_a_configuration_error()
    {
        var error = Assert.ThrowsExactly<ConfigurationException>(() => SshConnector.Create(Options() with { KnownHostsFile = Home.Root }));

        Assert.Contains($"The known_hosts file '{Home.Root}' cannot be read", error.Message);
    }

    [TestMethod]
    public async Task A_new_host_that_cannot_be_recorded_is_refused()
    {
        Home.Write("file", "");

        var failure = await Wire.FailureAsync(Options() with { KnownHostsFile = Home["file/known_hosts"] });

        Assert.AreEqual(ErrorCode.ConfigInvalid, failure.Code);
        Assert.Contains("cannot be added", failure.Observed);
    }

    private SshOptions Options(HostKeyPolicy policy = HostKeyPolicy.AcceptNew) =>
        Wire.Options(Home) with { KnownHostsFile = KnownHosts, HostKeyPolicy = policy };
}

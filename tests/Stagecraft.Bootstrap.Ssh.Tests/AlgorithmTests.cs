using System.Runtime.Versioning;
using Stagecraft.Bootstrap.Ssh.Tests.Support;

namespace Stagecraft.Bootstrap.Ssh.Tests;

/// <summary>The choice of algorithms, from the options and from OpenSSH's configuration, against real servers.</summary>
[TestClass]
[UnsupportedOSPlatform("windows")]
public sealed class AlgorithmTests : BastionServerTests
{
    private static readonly string Me = Environment.UserName;

    // The countermeasure against Terrapin, and the request for the server's signature algorithms. Neither is an algorithm.
    private static readonly string[] Markers = ["kex-strict-c-v00@openssh.com", "ext-info-c"];

    [TestMethod]
    [DataRow("KexAlgorithms", "curve25519-sha256")]
    [DataRow("KexAlgorithms", "sntrup761x25519-sha512@openssh.com")]
    [DataRow("KexAlgorithms", "ecdh-sha2-nistp521")]
    [DataRow("KexAlgorithms", "diffie-hellman-group14-sha256")]
    [DataRow("Ciphers", "chacha20-poly1305@openssh.com")]
    [DataRow("Ciphers", "aes256-gcm@openssh.com")]
    [DataRow("Ciphers", "aes192-ctr")]
    [DataRow("HostKeyAlgorithms", "rsa-sha2-256")]
    [DataRow("HostKeyAlgorithms", "ecdsa-sha2-nistp256")]
    [DataRow("MACs", "hmac-sha2-512")]
    [DataRow("MACs", "hmac-sha2-256-etm@openssh.com")]
    public async Task The_only_algorithm_of_a_server_can_be_chosen(string option, string name)
    {
        using var server = new Sshd(["ed25519", "rsa", "ecdsa"], _ => $"{option} {name}{(option == "MACs" ? "\nCiphers aes128-ctr" : "")}", ports: 1);
        using var relay = new Relay(server.Ports[0]);

        var result = await Wire.RunAsync(With(Wire.Options(Home) with { PrivateKeyPath = server.ClientKey }, option, name), host: Wire.Host(relay.Port));

        Assert.AreEqual("ready\n", result.Output);
        Assert.AreSequenceEqual([name], (await relay.ClientListsAsync())[Index(option)].Except(Markers));
    }

    [TestMethod]
    public async Task Without_settings_all_that_is_supported_is_offered()
    {
        var (lists, markers) = await OfferedAsync(Wire.Options(Home));

        Assert.AreSequenceEqual(AlgorithmKind.KeyExchange.Offered, lists[0]);
        Assert.AreSequenceEqual(AlgorithmKind.HostKey.Offered.Where(name => !name.Contains("-cert-")), lists[1]);
        Assert.AreSequenceEqual(AlgorithmKind.Cipher.Offered, lists[2]);
        Assert.AreSequenceEqual(AlgorithmKind.Mac.Offered, lists[3]);
        Assert.Contains("kex-strict-c-v00@openssh.com", markers);
    }

    [TestMethod]
    public async Task The_order_is_the_preference_and_the_markers_stay()
    {
        var usual = await OfferedAsync(Wire.Options(Home));
        var (lists, markers) = await OfferedAsync(Wire.Options(Home) with
        {
            KexAlgorithms = "ecdh-sha2-nistp384,sntrup761x25519-sha512@openssh.com,diffie-hellman-group14-sha1",
            Ciphers = "^aes256-ctr",
            Macs = "-*etm@openssh.com",
            HostKeyAlgorithms = "-ecdsa-*",
        });

        Assert.AreSequenceEqual(["ecdh-sha2-nistp384", "sntrup761x25519-sha512@openssh.com"], lists[0]);
        Assert.AreSequenceEqual(["ssh-ed25519", "rsa-sha2-512", "rsa-sha2-256"], lists[1]);
        Assert.AreSequenceEqual(["aes256-ctr", "aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com", "aes128-ctr", "aes192-ctr"], lists[2]);
        Assert.AreSequenceEqual(["hmac-sha2-256", "hmac-sha2-512"], lists[3]);
        Assert.AreSequenceEqual(usual.Markers, markers);
    }

    [TestMethod]
    public async Task The_configuration_of_OpenSSH_counts_and_the_options_override_it()
    {
        var config = Config("Host web\n KexAlgorithms ecdh-sha2-nistp256,curve25519-sha256\n Ciphers -chacha20-poly1305@openssh.com,*gcm*\n MACs ^hmac-sha2-512\n HostKeyAlgorithms +ssh-rsa\n");

        var web = await SettingsAsync(config, "web");
        var other = await SettingsAsync(config, "other");
        var overridden = await SettingsAsync(config with { KexAlgorithms = "curve25519-sha256" }, "web");

        Assert.AreSequenceEqual(
            [
                $"kexAlgorithms ecdh-sha2-nistp256,curve25519-sha256 {Home["config"]}",
                $"ciphers aes128-ctr,aes192-ctr,aes256-ctr {Home["config"]}",
                $"macs hmac-sha2-512,hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,hmac-sha2-256 {Home["config"]}",
                $"hostKeyAlgorithms {string.Join(',', AlgorithmKind.HostKey.Offered)} (not supported: ssh-rsa) {Home["config"]}",
            ],
            Sources(web));
        Assert.IsEmpty(Sources(other));
        Assert.Contains("kexAlgorithms curve25519-sha256 infra.bootstrap.ssh", Sources(overridden));
        Assert.Contains($"ciphers aes128-ctr,aes192-ctr,aes256-ctr {Home["config"]}", Sources(overridden));
    }

    [TestMethod]
    public async Task A_host_and_its_jump_host_have_their_own_algorithms()
    {
        using var server = new Sshd(["ed25519"], _ => "KexAlgorithms ecdh-sha2-nistp384", ports: 1);
        var bastion = Bastions.Start("KexAlgorithms curve25519-sha256");
        server.Authorize(SharedServer.Sshd.ClientKey);
        var config = Config(
            $"Host bastion\n Port {bastion.Ports[0]}\n KexAlgorithms curve25519-sha256\nHost web\n Port {server.Ports[0]}\n ProxyJump bastion\n KexAlgorithms ecdh-sha2-nistp384\n"
            + $"Host *\n HostName 127.0.0.1\n User {Me}\n IdentityFile {SharedServer.Sshd.ClientKey}\n");

        Assert.AreEqual("ready\n", (await Wire.RunAsync(config, host: Named("web"))).Output);

        // A setting of the run is for both.
        var failure = await Wire.FailureAsync(config with { KexAlgorithms = "ecdh-sha2-nistp384" }, Named("web"));
        Assert.AreEqual(
            $"The bastion 127.0.0.1:{bastion.Ports[0]} and this client have no key exchange algorithm in common. The bastion offers curve25519-sha256. This client offers ecdh-sha2-nistp384, as ssh.kexAlgorithms says.",
            failure.Observed);
        Assert.AreEqual("Add curve25519-sha256 to ssh.kexAlgorithms, or change KexAlgorithms in the bastion's sshd_config.", failure.Remedy);
    }

    [TestMethod]
    [DataRow("KexAlgorithms", "ecdh-sha2-nistp384", "curve25519-sha256", "key exchange algorithm")]
    [DataRow("Ciphers", "aes256-ctr", "chacha20-poly1305@openssh.com", "cipher")]
    [DataRow("HostKeyAlgorithms", "ssh-ed25519", "rsa-sha2-512", "host key algorithm")]
    [DataRow("MACs", "hmac-sha2-256", "hmac-sha2-512", "MAC")]
    public async Task Without_a_common_algorithm_both_lists_and_the_setting_are_named(string option, string theirs, string ours, string noun)
    {
        var ctr = option == "MACs" ? "\nCiphers aes128-ctr" : "";
        using var server = new Sshd(["ed25519", "rsa"], _ => $"{option} {theirs}{ctr}", ports: 1);
        var config = Config($"Host web\n HostName 127.0.0.1\n Port {server.Ports[0]}\n User {Me}\n IdentityFile {server.ClientKey}\n {option} {ours}{ctr}\n");

        var failure = await Wire.FailureAsync(config, Named("web"));

        Assert.AreEqual(ErrorCode.SshUnreachable, failure.Code);
        Assert.AreEqual($"127.0.0.1:{server.Ports[0]} and this client have no {noun} in common. The host offers {theirs}. This client offers {ours}, as {option} in {Home["config"]} says.", failure.Observed);
        Assert.AreEqual($"Add {theirs} to {option} in {Home["config"]}, or change {option} in the host's sshd_config.", failure.Remedy);
    }

    [TestMethod]
    public async Task A_server_with_old_algorithms_only_is_to_be_updated()
    {
        using var server = new Sshd(["ed25519"], _ => "KexAlgorithms diffie-hellman-group14-sha1", ports: 1);

        var failure = await Wire.FailureAsync(Wire.Options(Home), Wire.Host(server.Ports[0]));

        Assert.EndsWith($" The host offers diffie-hellman-group14-sha1. This client offers {string.Join(',', AlgorithmKind.KeyExchange.Offered)}.", failure.Observed);
        Assert.AreEqual("Update the host's SSH server. Algorithms that use SHA-1 or CBC are not supported.", failure.Remedy);
    }

    [TestMethod]
    public async Task A_configuration_without_a_supported_algorithm_fails_before_a_connection()
    {
        // Nothing listens at port 1.
        var failure = await Wire.FailureAsync(Config("Host web\n HostName 127.0.0.1\n Port 1\n MACs umac-64@openssh.com,hmac-sha1\n"), Named("web"));

        Assert.AreEqual(ErrorCode.ConfigInvalid, failure.Code);
        Assert.AreEqual($"MACs in {Home["config"]} has no MAC that bootstrap supports: 'umac-64@openssh.com,hmac-sha1'.", failure.Observed);
        Assert.AreEqual("Add one of these there, or set ssh.macs: hmac-sha2-256-etm@openssh.com, hmac-sha2-512-etm@openssh.com, hmac-sha2-256, hmac-sha2-512.", failure.Remedy);

        // This one has no setting of ours.
        failure = await Wire.FailureAsync(Config("Host web\n HostName 127.0.0.1\n Port 1\n PubkeyAcceptedAlgorithms ssh-rsa\n"), Named("web"));
        Assert.AreEqual($"PubkeyAcceptedAlgorithms in {Home["config"]} has no signature algorithm that bootstrap supports: 'ssh-rsa'.", failure.Observed);
        Assert.StartsWith("Add one of these there: ssh-ed25519-cert-v01@openssh.com,", failure.Remedy);
    }

    [TestMethod]
    public async Task A_name_that_ssh_does_not_know_is_its_error()
    {
        var failure = await Wire.FailureAsync(Config("KexAlgorithms curve25591\n"), Named("web"));

        Assert.AreEqual(ErrorCode.ConfigInvalid, failure.Code);
        Assert.AreEqual($"{Home["config"]} cannot be read for 'localhost': {Home["config"]} line 1: Bad SSH2 KexAlgorithms 'curve25591'.", failure.Observed);
    }

    [TestMethod]
    [DataRow("-ecdsa-*", null, true)]
    [DataRow("+rsa-sha2-512", null, true)]
    [DataRow("ssh-ed25519,rsa-sha2-512", null, false)]
    [DataRow("rsa-sha2-512,ssh-ed25519", null, true)]
    [DataRow("^ssh-ed25519", null, false)]
    [DataRow(null, "-ecdsa-*", true)]
    [DataRow(null, "+ssh-rsa", true)]
    [DataRow(null, "ssh-ed25519,rsa-sha2-512", true)]
    [DataRow(null, "ecdsa-sha2-nistp256,ssh-ed25519,rsa-sha2-512", false)]
    [DataRow(null, "^ecdsa-sha2-nistp256", false)]
    public async Task The_types_of_known_keys_come_first_unless_the_user_has_an_order(string? option, string? configured, bool connects)
    {
        // The server also has other keys.
        Home.Write("known", $"[127.0.0.1]:{SharedServer.Port} {SharedServer.Sshd.HostPublicKey("rsa")}\n");
        var options = Config($"Host 127.0.0.1\n{(configured is null ? "" : $" HostKeyAlgorithms {configured}\n")}")
            with
        { User = Me, Port = SharedServer.Port, PrivateKeyPath = SharedServer.Sshd.ClientKey, KnownHostsFile = Home["known"], HostKeyAlgorithms = option };

        if (connects) Assert.AreEqual("ready\n", (await Wire.RunAsync(options)).Output);
        else Assert.AreEqual(ErrorCode.SshHostKeyMismatch, (await Wire.FailureAsync(options)).Code);
    }

    [TestMethod]
    public async Task A_host_certificate_is_requested_within_the_list()
    {
        var authority = Shell.Keygen(Home["ca"]);
        using var server = new Sshd(["ed25519", "rsa"], sshd =>
        {
            Shell.Run("ssh-keygen", "-q", "-s", authority, "-I", "host", "-h", "-n", "127.0.0.1", sshd.HostKeyPath("ed25519") + ".pub");
            return $"HostCertificate {sshd.HostKeyPath("ed25519")}-cert.pub";
        }, ports: 1);
        Home.Write("known", $"@cert-authority * {string.Join(' ', File.ReadAllText(authority + ".pub").Split(' ')[..2])}\n");
        var options = Wire.Options(Home) with { PrivateKeyPath = server.ClientKey, KnownHostsFile = Home["known"], HostKeyPolicy = HostKeyPolicy.Strict };

        Assert.AreEqual("ready\n", (await Wire.RunAsync(options with { HostKeyAlgorithms = "ssh-ed25519-cert-v01@openssh.com" }, host: Wire.Host(server.Ports[0]))).Output);
        Assert.AreEqual(ErrorCode.SshHostKeyUnknown, (await Wire.FailureAsync(options with { HostKeyAlgorithms = "-*-cert-*" }, Wire.Host(server.Ports[0]))).Code);
        var failure = await Wire.FailureAsync(options with { HostKeyAlgorithms = "ssh-ed25519-cert-v01@openssh.com", KnownHostsFile = Home["none"] }, Wire.Host(server.Ports[0]));
        Assert.EndsWith("This client offers none, as ssh.hostKeyAlgorithms says.", failure.Observed);
    }

    [TestMethod]
    public async Task Only_keys_of_the_listed_types_are_read()
    {
        var found = (await Eventually.EndsAsync(SshConnector.ReadKeysAsync(Wire.Options(Home) with { HostKeyAlgorithms = "ssh-ed25519,rsa-sha2-512" }, [Wire.Host()], 1, CancellationToken.None))).Single();

        Assert.IsNull(found.Failure);
        Assert.AreSequenceEqual(["ssh-ed25519", "ssh-rsa"], found.Keys.Select(key => key.Type));
    }

    [TestMethod]
    public async Task Signature_algorithms_of_the_configuration_keep_keys_back()
    {
        var host = $"\n HostName 127.0.0.1\n Port {SharedServer.Port}\n User {Me}\n IdentityFile {SharedServer.Sshd.ClientKey}\n";
        var config = Config($"Host same\n PubkeyAcceptedAlgorithms ssh-ed25519{host}Host more\n PubkeyAcceptedAlgorithms +ssh-rsa{host}Host other\n PubkeyAcceptedAlgorithms rsa-sha2-512{host}");

        Assert.AreEqual("ready\n", (await Wire.RunAsync(config, host: Named("same"))).Output);
        Assert.AreEqual("ready\n", (await Wire.RunAsync(config, host: Named("more"))).Output);
        var failure = await Wire.FailureAsync(config, Named("other"));
        Assert.AreEqual(ErrorCode.SshAuthFailed, failure.Code);
        Assert.AreEqual(
            $"127.0.0.1:{SharedServer.Port} does not let user '{Me}' in without a key, and PubkeyAcceptedAlgorithms in {Home["config"]} allows none of the keys from {SharedServer.Sshd.ClientKey}.",
            failure.Observed);
        Assert.AreEqual("Add the algorithm of a key there (ssh-ed25519), or use another key.", failure.Remedy);
    }

    private static async Task<(string[][] Lists, string[] Markers)> OfferedAsync(SshOptions options)
    {
        using var relay = new Relay(SharedServer.Port);
        Assert.AreEqual("ready\n", (await Wire.RunAsync(options, host: Wire.Host(relay.Port))).Output);
        var lists = await relay.ClientListsAsync();
        return ([.. lists.Select(list => list.Except(Markers).ToArray())], [.. lists[0].Intersect(Markers)]);
    }

    private static int Index(string option) => Array.IndexOf(["KexAlgorithms", "HostKeyAlgorithms", "Ciphers", "MACs"], option);

    private static SshOptions With(SshOptions options, string option, string value) => option switch
    {
        "KexAlgorithms" => options with { KexAlgorithms = value },
        "Ciphers" => options with { Ciphers = value },
        "MACs" => options with { Macs = value },
        _ => options with { HostKeyAlgorithms = value },
    };

    private static IEnumerable<string> Sources(SshSettings settings) => settings.Sources
        .Where(source => source.Name is "kexAlgorithms" or "ciphers" or "macs" or "hostKeyAlgorithms")
        .Select(source => $"{source.Name} {source.Value} {source.Source}");

    private SshOptions Config(string text) => new()
    {
        HomeDirectory = Home.Root,
        UseConfig = true,
        ConfigFile = Home.Write("config", text),
        ConnectTimeout = Wire.Options(Home).ConnectTimeout,
    };

    private static Host Named(string name) => new() { Id = name, PublicIp = name };

    private static async Task<SshSettings> SettingsAsync(SshOptions options, string name) =>
        (await SshConnector.DescribeAsync(options, [Named(name)], CancellationToken.None)).Single().Settings!;
}

using Stagecraft.Bootstrap.Ssh.Tests.Support;

namespace Stagecraft.Bootstrap.Ssh.Tests;

/// <summary>What people have in <c>~/.ssh/config</c>, against a real server.</summary>
[TestClass]
public sealed class SshConfigTests : BastionServerTests
{
    private static readonly string Me = Environment.UserName;

    [TestMethod]
    public async Task An_alias_stands_for_address_port_user_and_key()
    {
        var config = Config($"Host web\n HostName 127.0.0.1\n Port {SharedServer.Port}\n User {Me}\n IdentityFile {SharedServer.Sshd.ClientKey}\n");

        Assert.AreEqual("ready\n", (await Wire.RunAsync(config, host: Named("web"))).Output);
    }

    [TestMethod]
    public async Task The_host_and_the_run_override_the_configuration()
    {
        var config = Config($"Host web\n HostName 127.0.0.1\n Port 1\n User wrong-user\n IdentityFile {Home["missing"]}\n ConnectTimeout 7\n");
        var run = config with { User = Me, PrivateKeyPath = SharedServer.Sshd.ClientKey, Port = 2, ConnectTimeout = Wire.Options(Home).ConnectTimeout };

        Assert.AreEqual("ready\n", (await Wire.RunAsync(run, host: Named("web") with { SshPort = SharedServer.Port })).Output);
    }

    [TestMethod]
    public async Task A_user_that_is_the_local_user_counts_and_without_one_the_default_applies()
    {
        var config = Config($"Host named\n User {Me}\nHost *\n HostName 127.0.0.1\n Port {SharedServer.Port}\n");

        var named = await Settings(config, "named");
        var none = await Settings(config, "none");
        var ofRun = await Settings(config with { User = "deploy" }, "none");

        Assert.AreEqual(Me, named.User);
        Assert.Contains("user", named.Sources.Select(source => source.Name));
        Assert.AreEqual("root", none.User);
        Assert.DoesNotContain("user", none.Sources.Select(source => source.Name));
        Assert.AreEqual("deploy", ofRun.User);
    }

    [TestMethod]
    public async Task Include_and_match_count()
    {
        Home.Write("extra", $"Match originalhost web exec \"true\"\n Port {SharedServer.Port}\n");
        var config = Config($"Include {Home["extra"]}\nMatch exec \"false\"\n Port 1\nHost web !other\n HostName 127.0.0.1\n User {Me}\n IdentityFile {SharedServer.Sshd.ClientKey}\n");

        Assert.AreEqual("ready\n", (await Wire.RunAsync(config, host: Named("web"))).Output);
    }

    [TestMethod]
    public async Task Identity_files_have_tokens_and_variables_and_come_before_the_usual_ones()
    {
        var key = Path.Combine(Path.GetDirectoryName(SharedServer.Sshd.ClientKey)!, Path.GetFileName(SharedServer.Sshd.ClientKey));
        File.Copy(key, Home[$"web_{Me}"]);
        var config = Config($"Host web\n HostName 127.0.0.1\n Port {SharedServer.Port}\n User {Me}\n IdentityFile ~/missing\n IdentityFile ${{KEYS}}/%n_%r\n") with { Programs = new LocalPrograms { Variable = name => name == "KEYS" ? Home.Root : null } };

        Assert.AreEqual("ready\n", (await Wire.RunAsync(config, host: Named("web"))).Output);
    }

    [TestMethod]
    public async Task Identities_only_keeps_the_other_keys_of_the_agent_back()
    {
        var (mine, other) = (SharedServer.Sshd.ClientKey, Shell.Keygen(Home["other"]));
        using var agent = new SshAgentProcess(Home, mine);
        var config = Config($"Host only\n IdentityFile {other}\n IdentitiesOnly yes\nHost all\n IdentityFile {other}\nHost *\n HostName 127.0.0.1\n Port {SharedServer.Port}\n User {Me}\n") with { AgentSocket = agent.Socket };

        Assert.AreEqual("ready\n", (await Wire.RunAsync(config, host: Named("all"))).Output);
        Assert.AreEqual(ErrorCode.SshAuthFailed, (await Wire.FailureAsync(config, Named("only"))).Code);
    }

    [TestMethod]
    public async Task Another_agent_replaces_the_one_of_the_environment_and_a_public_key_selects_its_key()
    {
        using var agent = new SshAgentProcess(Home, SharedServer.Sshd.ClientKey, Shell.Keygen(Home["other"]));
        Home.Write("key.pub", File.ReadAllText(SharedServer.Sshd.ClientKey + ".pub"));
        var host = $"\n HostName 127.0.0.1\n Port {SharedServer.Port}\n User {Me}\n";
        var config = Config($"Host own\n IdentityAgent {agent.Socket}\n IdentityFile {Home["key.pub"]}\n IdentitiesOnly yes{host}Host none\n IdentityAgent none{host}Host named\n IdentityAgent $MY_AGENT{host}Host same\n IdentityAgent SSH_AUTH_SOCK{host}")
            with
        { Programs = new LocalPrograms { Variable = name => name == "MY_AGENT" ? agent.Socket : null } };

        Assert.AreEqual("ready\n", (await Wire.RunAsync(config, host: Named("own"))).Output);
        Assert.AreEqual("ready\n", (await Wire.RunAsync(config, host: Named("named"))).Output);
        Assert.AreEqual("ready\n", (await Wire.RunAsync(config with { AgentSocket = agent.Socket }, host: Named("same"))).Output);
        Assert.AreEqual(ErrorCode.SshAuthFailed, (await Wire.FailureAsync(config with { AgentSocket = agent.Socket }, Named("none"))).Code);
    }

    [TestMethod]
    public async Task A_certificate_file_is_used_with_a_key_file_and_with_an_agents_key()
    {
        var authority = Shell.Keygen(Home["ca"]);
        using var server = new Sshd(["ed25519"], _ => $"TrustedUserCAKeys {authority}.pub");
        var key = Shell.Keygen(Home["key"]);
        Shell.Run("ssh-keygen", "-q", "-s", authority, "-I", "test", "-n", Me, key + ".pub");
        File.Move(key + "-cert.pub", Home["certificate.pub"]);
        using var agent = new SshAgentProcess(Home, key);
        var config = Config($"Host *\n HostName 127.0.0.1\n Port {server.Ports[0]}\n User {Me}\n CertificateFile {Home["certificate.pub"]}\nHost file\n IdentityFile {key}\n IdentityAgent none\nHost agent\n IdentityAgent {agent.Socket}\n");

        Assert.AreEqual("ready\n", (await Wire.RunAsync(config, host: Named("file"))).Output);
        Assert.AreEqual("ready\n", (await Wire.RunAsync(config, host: Named("agent"))).Output);
    }

    [TestMethod]
    public async Task Jump_hosts_are_aliases_too_and_may_have_jump_hosts()
    {
        var (first, second) = (Bastions.Start(), Bastions.Start());
        var config = Config(
            $"Host outer\n Port {first.Ports[0]}\nHost inner\n Port {second.Ports[0]}\n ProxyJump outer\nHost web\n Port {SharedServer.Port}\n ProxyJump inner\n"
            + $"Host *\n HostName 127.0.0.1\n User {Me}\n IdentityFile {SharedServer.Sshd.ClientKey}\n");

        Assert.AreEqual("ready\n", (await Wire.RunAsync(config, host: Named("web"))).Output);
        Assert.AreEqual((1, 1), (BastionServers.Logins(first), BastionServers.Logins(second)));
    }

    [TestMethod]
    public async Task A_circle_of_jump_hosts_ends_with_an_error()
    {
        var config = Config("Host a\n ProxyJump b\nHost b\n ProxyJump a\nHost *\n HostName 127.0.0.1\n");

        var failure = await Wire.FailureAsync(config, Named("a"));

        Assert.AreEqual(ErrorCode.ConfigInvalid, failure.Code);
        Assert.Contains("10 hops, or leads in a circle", failure.Observed);
    }

    [TestMethod]
    public async Task A_proxy_command_carries_the_connection()
    {
        var config = Config($"Host web\n HostName 127.0.0.1\n Port {SharedServer.Port}\n User {Me}\n IdentityFile {SharedServer.Sshd.ClientKey}\n ProxyCommand ssh -F none -i {SharedServer.Sshd.ClientKey} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -p {SharedServer.Port} -W %h:%p {Me}@127.0.0.1\n");

        Assert.AreEqual("ready\n", (await Wire.RunAsync(config, host: Named("web"))).Output);
    }

    [TestMethod]
    public async Task A_host_key_is_looked_up_by_its_alias_in_the_files_of_the_configuration()
    {
        var key = SharedServer.Sshd.HostPublicKey("ed25519");
        Home.Write("with spaces/known", $"web-key {key}\n");
        var host = $"\n HostName 127.0.0.1\n Port {SharedServer.Port}\n User {Me}\n IdentityFile {SharedServer.Sshd.ClientKey}\n";
        var config = Config($"Host web\n HostKeyAlias web-key\n UserKnownHostsFile \"{Home["with spaces/known"]}\" {Home["second"]}{host}Host other\n HostKeyAlias other-key\n UserKnownHostsFile \"{Home["with spaces/known"]}\"{host}Host machine\n HostKeyAlias web-key\n UserKnownHostsFile {Home["second"]}\n GlobalKnownHostsFile \"{Home["with spaces/known"]}\"{host}")
            with
        { HostKeyPolicy = HostKeyPolicy.Strict };

        Assert.AreEqual("ready\n", (await Wire.RunAsync(config, host: Named("web"))).Output);
        Assert.AreEqual("ready\n", (await Wire.RunAsync(config, host: Named("machine"))).Output);
        Assert.AreEqual(ErrorCode.SshHostKeyUnknown, (await Wire.FailureAsync(config, Named("other"))).Code);

        // A new key is recorded by the alias, without the port.
        Assert.AreEqual("ready\n", (await Wire.RunAsync(config with { HostKeyPolicy = HostKeyPolicy.AcceptNew }, host: Named("other"))).Output);
        Assert.Contains($"other-key {key}", File.ReadAllText(Home["with spaces/known"]));
    }

    [TestMethod]
    [DataRow("none")]
    [DataRow("/dev/null")]
    public async Task Without_a_known_hosts_file_a_new_key_is_not_recorded(string file)
    {
        var config = Config($"Host web\n HostName 127.0.0.1\n Port {SharedServer.Port}\n User {Me}\n IdentityFile {SharedServer.Sshd.ClientKey}\n UserKnownHostsFile {file}\n");

        Assert.AreEqual("ready\n", (await Wire.RunAsync(config, host: Named("web"))).Output);
        Assert.AreEqual(ErrorCode.SshHostKeyUnknown, (await Wire.FailureAsync(config with { HostKeyPolicy = HostKeyPolicy.Strict }, Named("web"))).Code);
    }

    [TestMethod]
    public async Task The_time_limit_of_the_configuration_counts()
    {
        var config = Config("Host web\n HostName 127.0.0.1\n ConnectTimeout 3\n");

        Assert.AreEqual(TimeSpan.FromSeconds(3), (await Settings(config with { ConnectTimeout = null }, "web")).ConnectTimeout);
        Assert.AreEqual(TimeSpan.FromSeconds(10), (await Settings(Config("Host x\n") with { ConnectTimeout = null }, "web")).ConnectTimeout);
    }

    [TestMethod]
    public async Task Each_setting_says_where_it_comes_from()
    {
        var config = Config($"Host web\n HostName 127.0.0.1\n User {Me}\n ProxyJump bastion\n IdentityFile ~/key\n");

        var settings = await Settings(config with { Port = 2222, ConnectTimeout = null }, "web", new HostSsh { KnownHostsFile = Home["known"] });

        Assert.AreSequenceEqual(
            [
                $"address 127.0.0.1 {Home["config"]}", $"identityFile {Home["key"]} {Home["config"]}", $"knownHostsFile {Home["known"]} the host",
                "port 2222 infra.bootstrap.ssh", $"proxyJump bastion {Home["config"]}", $"user {Me} {Home["config"]}",
            ],
            settings.Sources.Select(source => $"{source.Name} {source.Value} {source.Source}"), SequenceOrder.InAnyOrder);
    }

    [TestMethod]
    public async Task A_configuration_that_ssh_rejects_fails_with_its_reason()
    {
        var failure = await Wire.FailureAsync(Config("Frobnicate yes\n"), Named("web"));

        Assert.AreEqual(ErrorCode.ConfigInvalid, failure.Code);
        Assert.AreEqual($"{Home["config"]} cannot be read for 'localhost': {Home["config"]}: line 1: Bad configuration option: frobnicate.", failure.Observed);
        Assert.Contains("ssh -G", failure.Remedy);
    }

    [TestMethod]
    public void Without_ssh_or_the_file_nothing_starts()
    {
        var withoutSsh = Assert.ThrowsExactly<ConfigurationException>(() => SshConnector.Create(Config("") with { SearchPath = Home.Root }));
        var withoutFile = Assert.ThrowsExactly<ConfigurationException>(() => SshConnector.Create(Config("") with { ConfigFile = Home["missing"] }));

        Assert.AreEqual("The SSH configuration (ssh.config) is read with OpenSSH's ssh, which is not on the PATH. Install it, or give its path. Or remove ssh.config.", withoutSsh.Message);
        Assert.AreEqual($"The SSH configuration '{Home["missing"]}' (ssh.config) does not exist.", withoutFile.Message);
    }

    private SshOptions Config(string text) => new()
    {
        HomeDirectory = Home.Root,
        UseConfig = true,
        ConfigFile = Home.Write("config", text),
        ConnectTimeout = Wire.Options(Home).ConnectTimeout,
    };

    private static Host Named(string name, HostSsh? ssh = null) => new() { Id = name, PublicIp = name, Ssh = ssh };

    private static async Task<SshSettings> Settings(SshOptions options, string name, HostSsh? ssh = null) =>
        (await SshConnector.DescribeAsync(options, [Named(name, ssh)], CancellationToken.None)).Single().Settings!;
}

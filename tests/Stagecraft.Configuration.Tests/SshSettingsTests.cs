using Stagecraft.Application;
using Stagecraft.Bootstrap;
using Stagecraft.Bootstrap.Ssh;
using Stagecraft.Testing;

namespace Stagecraft.Configuration.Tests;

/// <summary>How to connect: <c>infra.bootstrap.ssh</c>, the settings of one host, and what a hosts document must not set.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class SshSettingsTests
{
    [TestMethod]
    [DataRow("~/.1password/agent.sock", "/home/ann/.1password/agent.sock")]
    [DataRow("agent.sock", "/repo/agent.sock")]
    [DataRow("/run/agent.sock", "/run/agent.sock")]
    [DataRow("none", "none")]
    [DataRow("SSH_AUTH_SOCK", "SSH_AUTH_SOCK")]
    [DataRow(@"\\.\pipe\openssh-ssh-agent", @"\\.\pipe\openssh-ssh-agent")]
    public async Task An_agent_is_a_path_a_pipe_or_a_word(string written, string expected)
    {
        Assert.AreEqual(expected, Ssh($"{{identityAgent: '{written}'}}").IdentityAgent);
        Assert.AreEqual(expected, (await OnlyHost($"sshIdentityAgent: '{written}'")).IdentityAgent);
    }

    [TestMethod]
    [DataRow("none", null)]
    [DataRow("SSH_AUTH_SOCK", "/run/agent")]
    [DataRow("/run/other", "/run/other")]
    public void The_agent_of_the_configuration_replaces_the_one_of_the_environment(string written, string? expected) =>
        Assert.AreEqual(expected, Config.Effective(Config.ReadBootstrap($"ssh: {{identityAgent: {written}}}", ("SSH_AUTH_SOCK", "/run/agent")).Ssh).Keys.AgentSocket);

    [TestMethod]
    [DataRow("ssh -W %h:%p %r@bastion # %n 100%%")]
    [DataRow("none")]
    public async Task A_proxy_command_is_read_as_written(string command)
    {
        Assert.AreEqual(command, Ssh($"{{proxyCommand: '{command}'}}").ProxyCommand);
        Assert.AreEqual(command, (await OnlyHost($"sshProxyCommand: '{command}'")).ProxyCommand);
    }

    [TestMethod]
    public void A_proxy_command_starts_in_the_directory_of_the_file_and_does_not_get_the_secrets_that_the_file_names()
    {
        var ssh = Config.Read(
            Static("{id: a, sshPrivateKeyPath: k, sshPassphraseEnv: HOST_PASS}") + "infra: {bootstrap: {ssh: {proxyCommand: connect %h, privateKeyPath: k, passphraseEnv: PASS}}}",
            ("PASS", "correct horse"), ("HOST_PASS", "battery staple"), ("PATH", "/opt/bin")).Ssh;

        Assert.AreEqual("/repo", ssh.Programs.WorkingDirectory);
        Assert.AreEqual("/opt/bin", ssh.SearchPath);
        Assert.AreSequenceEqual(["HOST_PASS", "PASS"], ssh.Programs.HiddenVariables, SequenceOrder.InAnyOrder);
    }

    [TestMethod]
    [DataRow("{proxyCommand: ''}", "proxyCommand is empty. Set it to a command, or remove it.")]
    [DataRow("{proxyCommand: 'connect %x'}", "proxyCommand contains '%x', which is not a token. Known tokens: %%, %h, %n, %p, %r.")]
    [DataRow("{proxyCommand: 'connect %'}", "proxyCommand contains '%', which is not a token. Known tokens: %%, %h, %n, %p, %r.")]
    [DataRow("{proxyCommand: \"a\\nb\"}", "proxyCommand must be a single line.")]
    [DataRow("{proxyCommand: connect %h, proxyJump: bastion}", "proxyCommand cannot be combined with proxyJump. Remove one of them.")]
    [DataRow("{identityAgent: ''}", "identityAgent must be a path.")]
    [DataRow("{config: ''}", "config must be a path.")]
    [DataRow("{config: [a]}", "config must be text.")]
    public void A_wrong_setting_is_refused(string ssh, string expected) =>
        Assert.EndsWith($": infra.bootstrap.ssh.{expected}", Config.ErrorsOfBootstrap($"ssh: {ssh}").Single());

    [TestMethod]
    [DataRow("{kexAlgorithms: 'curve25519-sha256, ecdh-sha2-nistp256', ciphers: ^aes256-ctr, macs: -*etm*, hostKeyAlgorithms: +ssh-ed25519}")]
    [DataRow("{kex_algorithms: [curve25519-sha256, ecdh-sha2-nistp256], ciphers: [^aes256-ctr], macs: [-*etm*], host_key_algorithms: [+ssh-ed25519]}")]
    public void Algorithms_are_a_text_or_a_list(string written)
    {
        var ssh = Ssh(written);

        Assert.AreEqual("curve25519-sha256,ecdh-sha2-nistp256", ssh.KexAlgorithms!.Replace(" ", "", StringComparison.Ordinal));
        Assert.AreEqual(("^aes256-ctr", "-*etm*", "+ssh-ed25519"), (ssh.Ciphers, ssh.Macs, ssh.HostKeyAlgorithms));
        Assert.AreSequenceEqual(["curve25519-sha256", "ecdh-sha2-nistp256"], Config.Effective(ssh).Algorithms.Single(list => list.Kind == AlgorithmKind.KeyExchange).Offered);
    }

    [TestMethod]
    [DataRow("{kexAlgorithms: curve25519-sha265}", "kexAlgorithms contains 'curve25519-sha265', which is not the name of a key exchange algorithm. Did you mean 'curve25519-sha256'? Supported: mlkem768x25519-sha256,")]
    [DataRow("{ciphers: [aes256-ctr, aes128-gcm]}", "ciphers contains 'aes128-gcm', which is not the name of a cipher. Did you mean 'aes128-ctr'? Supported: ")]
    [DataRow("{macs: -hmac-sha2*}", "macs removes every supported MAC. Keep one of: hmac-sha2-256-etm@openssh.com,")]
    [DataRow("{hostKeyAlgorithms: ssh-rsa}", "hostKeyAlgorithms contains no supported host key algorithm. Supported: ssh-ed25519-cert-v01@openssh.com,")]
    [DataRow("{macs: ''}", "macs has an empty name. Write names separated by commas, or remove the setting.")]
    [DataRow("{macs: []}", "macs has an empty name. Write names separated by commas, or remove the setting.")]
    [DataRow("{macs: {a: b}}", "macs must be text.")]
    [DataRow("{macs: [[a]]}", "macs must be a list of strings.")]
    public void Wrong_algorithms_are_refused(string ssh, string expected) =>
        Assert.Contains($": infra.bootstrap.ssh.{expected}", Config.ErrorsOfBootstrap($"ssh: {ssh}").First());

    [TestMethod]
    [DataRow("{proxyCommand: none, proxyJump: bastion}")]
    [DataRow("{proxyCommand: connect, proxyJump: none}")]
    public void None_and_the_other_kind_of_proxy_are_allowed(string ssh) => Ssh(ssh).Require();

    [TestMethod]
    [DataRow("{config: true}", true, null)]
    [DataRow("{config: 'True'}", true, null)]
    [DataRow("{config: false}", false, null)]
    [DataRow("{config: ~/.ssh/production}", true, "/home/ann/.ssh/production")]
    [DataRow("{config: ssh_config}", true, "/repo/ssh_config")]
    [DataRow("{user: ann}", false, null)]
    [DataRow("", false, null)]
    public void OpenSSHs_configuration_is_on_off_or_a_file(string ssh, bool use, string? file)
    {
        var read = Ssh(ssh);

        Assert.AreEqual(use, read.UseConfig);
        Assert.AreEqual(file, read.ConfigFile);
    }

    [TestMethod]
    [DataRow(true, true, "", true)]
    [DataRow(true, true, "{user: ann}", true)]
    [DataRow(true, true, "{config: false}", false)]
    [DataRow(true, false, "", false)]
    [DataRow(true, false, "{config: true}", true)]
    [DataRow(false, true, "", false)]
    [DataRow(false, true, "{user: ann}", false)]
    [DataRow(false, true, "{config: true}", true)]
    public void A_front_end_for_people_uses_the_configuration_that_exists(bool isForPeople, bool exists, string ssh, bool expected)
    {
        using var home = new TemporaryFolder();
        if (exists) home.Write(".ssh/config", "");
        var environment = Config.RunEnvironment() with { HomeDirectory = home.Root, UsesSshConfig = isForPeople };
        var read = Config.Read($"network: {{provider: none}}\ninfra: {{bootstrap: {{ssh: {ssh}}}}}", environment).Ssh;

        Assert.AreEqual(expected, read.UseConfig);
    }

    [TestMethod]
    public async Task A_listed_host_has_its_own_settings()
    {
        var environment = Config.RunEnvironment(("HOST_PASS", "battery staple"));
        var hosts = await Hosts(
            environment,
            "{id: a, sshPrivateKeyPath: ~/.ssh/a, sshCertificatePath: certificates/a.pub, sshPassphraseEnv: HOST_PASS, sshIdentityAgent: none, sshKnownHostsFile: known_hosts, sshProxyJump: 'ops@bastion:2222, [2001:db8::7]'}, "
            + "{id: b, sshProxyJump: none}, {id: c}");

        var own = hosts[0].Ssh!;
        Assert.AreEqual("/home/ann/.ssh/a", own.PrivateKeyPath);
        Assert.AreEqual("/repo/certificates/a.pub", own.CertificatePath);
        Assert.AreEqual("battery staple", own.Passphrase?.Reveal());
        Assert.AreEqual("HOST_PASS", own.PassphraseVariable);
        Assert.AreEqual("none", own.IdentityAgent);
        Assert.AreEqual("/repo/known_hosts", own.KnownHostsFile);
        Assert.AreEqual("ops@bastion:2222,[2001:db8::7]", own.ProxyJump);
        Assert.AreEqual(new HostSsh { ProxyJump = "none" }, hosts[1].Ssh);
        Assert.IsNull(hosts[2].Ssh);
        Assert.IsTrue(environment.Secrets.Any(secret => secret.Reveal() == "battery staple"));
    }

    [TestMethod]
    public async Task A_blank_setting_of_a_host_counts_as_absent() => Assert.IsNull((await Hosts(
        Config.RunEnvironment(),
        "{id: a, sshPrivateKeyPath: '', sshCertificatePath: ' ', sshPassphraseEnv: '', sshIdentityAgent: '', sshKnownHostsFile: '', sshProxyJump: '', sshProxyCommand: ''}"))[0].Ssh);

    [TestMethod]
    [DataRow("sshCertificatePath: c", "sshCertificatePath requires sshPrivateKeyPath. Set it to the key that the certificate is for.")]
    [DataRow("ssh_certificate_path: c", "ssh_certificate_path requires ssh_private_key_path. Set it to the key that the certificate is for.")]
    [DataRow("sshPassphraseEnv: PASS", "sshPassphraseEnv requires sshPrivateKeyPath. Set it to the key that the passphrase is for.")]
    [DataRow("sshProxyJump: 'a b'", "sshProxyJump must be the [user@]host[:port] of a bastion, or several separated by commas, with IPv6 addresses in brackets. It is 'a b'.")]
    [DataRow("sshProxyCommand: 'connect %x'", "sshProxyCommand contains '%x', which is not a token. Known tokens: %%, %h, %n, %p, %r.")]
    [DataRow("sshProxyCommand: connect, sshProxyJump: bastion", "sshProxyCommand cannot be combined with sshProxyJump. Remove one of them.")]
    public void A_wrong_setting_of_a_host_is_refused(string settings, string expected) => Assert.EndsWith(
        $": cloud.providers.static.hosts[0].{expected}",
        Config.Errors(Static($"{{id: a, {settings}}}"), ("PASS", "correct horse")).Single());

    [TestMethod]
    [DataRow("sshPrivateKeyPath")]
    [DataRow("sshCertificatePath")]
    [DataRow("sshPassphraseEnv")]
    [DataRow("sshIdentityAgent")]
    [DataRow("sshKnownHostsFile")]
    [DataRow("sshProxyJump")]
    [DataRow("sshProxyCommand")]
    [DataRow("ssh_private_key_path")]
    [DataRow("ssh_certificate_path")]
    [DataRow("ssh_passphrase_env")]
    [DataRow("ssh_identity_agent")]
    [DataRow("ssh_known_hosts_file")]
    [DataRow("ssh_proxy_jump")]
    [DataRow("ssh_proxy_command")]
    public void A_hosts_document_cannot_name_files_variables_and_programs(string key)
    {
        foreach (var value in new[] { "none", "touch /tmp/x", "" })
        {
            var error = Assert.ThrowsExactly<ConfigurationException>(() => HostsDocument.Parse($"[{{id: a, {key}: '{value}'}}]", "hosts")).Errors.Single();

            Assert.AreEqual(
                $"hosts[0].{key} is not allowed in a hosts document, which could come from another person. Set it in stagecraft.yml or in the host's item.",
                error.Message);
        }
    }

    [TestMethod]
    public async Task The_list_of_hosts_that_a_command_writes_has_no_settings_of_this_machine()
    {
        var hosts = await Hosts(Config.RunEnvironment(), "{id: a, sshPrivateKeyPath: /home/ann/.ssh/a, sshProxyCommand: connect %h}");

        Assert.IsNull(HostsDocument.Parse(HostsJson.Write(hosts), "hosts").Single().Ssh);
    }

    private static SshOptions Ssh(string section) => Config.ReadBootstrap($"ssh: {section}").Ssh;

    private static async Task<HostSsh> OnlyHost(string settings) => (await Hosts(Config.RunEnvironment(), $"{{id: a, {settings}}}"))[0].Ssh!;

    private static async Task<IReadOnlyList<Host>> Hosts(RunEnvironment environment, string hosts) =>
        (await Config.Read(Static(hosts), environment).Cloud!.PlanAsync(null, new NoProgress(), CancellationToken.None)).Existing;

    private static string Static(string hosts) => $"cloud: {{provider: static, providers: {{static: {{hosts: [{hosts}]}}}}}}\nnetwork: {{provider: none}}\n";
}

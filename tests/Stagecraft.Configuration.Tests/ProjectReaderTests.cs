using Stagecraft.Application;
using Stagecraft.Bootstrap;
using Stagecraft.Bootstrap.Ssh;

namespace Stagecraft.Configuration.Tests;

[TestClass]
public sealed class ProjectReaderTests
{
    [TestMethod]
    public void A_minimal_configuration_gives_the_defaults()
    {
        var settings = Config.Read("network: {provider: none}");

        Assert.IsNull(settings.Cloud);
        Assert.IsInstanceOfType<NoNetwork>(settings.Network);
        Assert.AreEqual(16, settings.Options.MaxParallelHosts);
        Assert.AreEqual(new DockerOptions(), settings.Options.Docker);
        Assert.AreEqual(new BootstrapTimeouts(), settings.Options.Timeouts);
        Assert.AreEqual("root", Config.Effective(settings.Ssh).User);
        Assert.AreEqual(HostKeyPolicy.AcceptNew, settings.Ssh.HostKeyPolicy);
        Assert.IsEmpty(settings.Options.Warnings);
    }

    [TestMethod]
    public void Every_setting_is_read()
    {
        var settings = Config.ReadBootstrap(
            """
            maxParallelHosts: 4
            ssh: {user: ubuntu, port: 2222, privateKeyPath: ~/.ssh/id, certificatePath: keys/id-cert.pub, passphraseEnv: PASS, knownHostsFile: /etc/known, hostKeyPolicy: strict, proxyJump: "ops@bastion:2222,[2001:db8::7]", connectTimeout: 3s}
            docker: {enabled: false, installMethod: docker-ce, version: 27.5, mirror: "https://mirror.example.com/docker/", mirrorKeyFingerprint: 9dc858229fc7dd38854ae2d88d81803c0ebfcd88, composeRequired: false}
            network: {provider: none}
            timeouts: {query: 1s, install: 2m, join: 3s, settle: 1h}
            """,
            ("PASS", "secret"),
            ("SSH_AUTH_SOCK", "/run/agent"));

        Assert.AreEqual(4, settings.Options.MaxParallelHosts);
        Assert.AreEqual("ubuntu", settings.Ssh.User);
        Assert.AreEqual(2222, settings.Ssh.Port);
        Assert.AreEqual("/home/ann/.ssh/id", settings.Ssh.PrivateKeyPath);
        Assert.AreEqual("/repo/keys/id-cert.pub", settings.Ssh.CertificatePath);
        Assert.AreEqual("secret", settings.Ssh.Passphrase?.Reveal());
        Assert.AreEqual("/etc/known", settings.Ssh.KnownHostsFile);
        Assert.AreEqual(HostKeyPolicy.Strict, settings.Ssh.HostKeyPolicy);
        Assert.AreSequenceEqual(new JumpHost[] { new("ops", "bastion", 2222), new(null, "2001:db8::7") }, settings.Ssh.ProxyJump!);
        Assert.AreEqual(TimeSpan.FromSeconds(3), settings.Ssh.ConnectTimeout);
        Assert.AreEqual("/run/agent", settings.Ssh.AgentSocket);
        Assert.AreEqual("/home/ann", settings.Ssh.HomeDirectory);
        Assert.AreEqual(
            new DockerOptions
            {
                Enabled = false,
                InstallMethod = DockerInstallMethod.DockerCe,
                Version = "27.5",
                Mirror = "https://mirror.example.com/docker",
                MirrorKeyFingerprint = "9DC858229FC7DD38854AE2D88D81803C0EBFCD88",
                ComposeRequired = false,
            },
            settings.Options.Docker);
        Assert.AreEqual(
            new BootstrapTimeouts { Query = TimeSpan.FromSeconds(1), Install = TimeSpan.FromMinutes(2), Join = TimeSpan.FromSeconds(3), Settle = TimeSpan.FromHours(1) },
            settings.Options.Timeouts);
    }

    [TestMethod]
    [DataRow("maxParallelHosts: 1025", "4:23: infra.bootstrap.maxParallelHosts must be a whole number from 1 to 1024; it is '1025'.")]
    [DataRow("parallel: 3", "4:5: Unknown key 'parallel' in infra.bootstrap. Known keys: network, ssh, maxParallelHosts, docker, timeouts.")]
    [DataRow("ssh: {usr: x}", "4:11: Unknown key 'usr' in infra.bootstrap.ssh. Did you mean 'user'? Known keys: config, address, user, port, privateKeyPath, certificatePath, passphraseEnv, identityAgent, knownHostsFile, hostKeyPolicy, proxyJump, proxyCommand, kexAlgorithms, ciphers, macs, hostKeyAlgorithms, connectTimeout, sudoPasswordEnv, sudoPasswordFile.")]
    [DataRow("ssh: {user: a b}", "4:17: infra.bootstrap.ssh.user must be an account name without spaces.")]
    [DataRow("ssh: {port: 70000}", "4:17: infra.bootstrap.ssh.port must be a whole number from 1 to 65535; it is '70000'.")]
    [DataRow("ssh: {hostKeyPolicy: 'no'}", "4:26: infra.bootstrap.ssh.hostKeyPolicy is 'no'; it must be one of strict, accept-new, off.")]
    [DataRow("ssh: {proxyJump: 'ops@bastion:ssh'}", "4:22: infra.bootstrap.ssh.proxyJump must be the [user@]host[:port] of a bastion, or several separated by commas, with IPv6 addresses in brackets. It is 'ops@bastion:ssh'.")]
    [DataRow("ssh: {proxyjump: bastion}", "4:11: Unknown key 'proxyjump' in infra.bootstrap.ssh. Did you mean 'proxyJump'?")]
    [DataRow("ssh: {privateKeyPath: ''}", "4:27: infra.bootstrap.ssh.privateKeyPath must be a path.")]
    [DataRow("ssh: {passphraseEnv: NOPE}", "4:26: The environment variable NOPE is not set. Set it to the secret for infra.bootstrap.ssh.passphraseEnv.")]
    [DataRow("ssh: [a]", "4:10: infra.bootstrap.ssh must be a section of keys and values.")]
    [DataRow("docker: {enabled: yes}", "4:23: infra.bootstrap.docker.enabled must be true or false; it is 'yes'.")]
    [DataRow("docker: {installMethod: docker}", "4:29: infra.bootstrap.docker.installMethod is 'docker'; it must be one of apt, docker-ce, skip. Did you mean 'docker-ce'?")]
    [DataRow("docker: {version: '27;reboot'}", "4:23: infra.bootstrap.docker.version must be 'latest', or a version or version prefix as printed by 'docker version', such as 27.5 or 27.5.1.")]
    [DataRow("docker: {version: newest}", "4:23: infra.bootstrap.docker.version must be 'latest', or a version or version prefix as printed by 'docker version', such as 27.5 or 27.5.1.")]
    [DataRow("docker: {mirror: 'https://m.example.com'}", "4:22: infra.bootstrap.docker.mirror requires 'installMethod: docker-ce'. Set that, or remove the mirror.")]
    [DataRow("docker: {installMethod: docker-ce, mirror: 'https://m.example.com/$(id)'}", "4:48: infra.bootstrap.docker.mirror must be an http or https URL without user, query or unusual characters, such as https://mirror.example.com/docker/linux/{id}. {id} and {codename} are the only placeholders.")]
    [DataRow("docker: {installMethod: docker-ce, mirror: 'https://m.example.com/{os}'}", "4:48: infra.bootstrap.docker.mirror must be an http or https URL without user, query or unusual characters, such as https://mirror.example.com/docker/linux/{id}. {id} and {codename} are the only placeholders.")]
    [DataRow("docker: {installMethod: docker-ce, mirror: 'ftp://m.example.com'}", "4:48: infra.bootstrap.docker.mirror must be an http or https URL without user, query or unusual characters, such as https://mirror.example.com/docker/linux/{id}. {id} and {codename} are the only placeholders.")]
    [DataRow("docker: {mirrorKeyFingerprint: 9DC858229FC7DD38854AE2D88D81803C0EBFCD88}", "4:36: infra.bootstrap.docker.mirrorKeyFingerprint requires 'mirror'. Set the mirror, or remove the fingerprint.")]
    [DataRow("timeouts: {query: 10}", "4:23: infra.bootstrap.timeouts.query must be a duration such as 10s, 5m or 1h; it is '10'.")]
    [DataRow("network: {provider: tailscal}", "4:25: There is no network provider 'tailscal'.")]
    public void A_wrong_value_is_refused_with_its_position_and_a_fix(string lines, string expected)
    {
        var errors = Config.ErrorsOfBootstrap(lines);

        Assert.HasCount(1, errors);
        Assert.StartsWith($"stagecraft.yml:{expected}", errors[0]);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [DataRow("~", "/home/ann")]
    [DataRow("~/.ssh/id", "/home/ann/.ssh/id")]
    [DataRow("~//id", "/home/ann/id")]
    [DataRow("~ann/id", "/repo/~ann/id")]
    [DataRow(@"~\id", @"/repo/~\id")]
    [DataRow("keys/../id", "/repo/id")]
    [DataRow("/etc/id", "/etc/id")]
    public void A_path_is_relative_to_the_home_directory_or_the_file(string path, string expected) =>
        Assert.AreEqual(expected, Config.ReadBootstrap($"ssh: {{knownHostsFile: '{path}'}}").Ssh.KnownHostsFile);

    [TestMethod]
    public void All_errors_are_reported_together_in_file_order()
    {
        var errors = Config.ErrorsOfBootstrap("timeouts: {query: x}\nmaxParallelHosts: x\nssh: {port: x}");

        Assert.AreSequenceEqual(["4", "5", "6"], errors.Select(error => error.Split(':')[1]));
    }

    [TestMethod]
    public void A_proxy_jump_of_none_means_no_bastion() => Assert.IsEmpty(Config.ReadBootstrap("ssh: {proxyJump: none}").Ssh.ProxyJump!);

    [TestMethod]
    public void Unchecked_host_keys_give_a_warning() =>
        Assert.Contains("Host keys are not checked", Config.ReadBootstrap("ssh: {hostKeyPolicy: off}").Options.Warnings.Single());

    [TestMethod]
    public void Sections_and_keys_of_other_features_are_ignored() =>
        Assert.IsInstanceOfType<NoNetwork>(Config.Read("apps: {web: [1, {}]}\nnetwork: {provider: none}\ninfra: {state: x, bootstrap: }\nclouds: 3\ncloud: ").Network);

    [TestMethod]
    [DataRow("netwrok: {provider: none}", "1:1: Unknown key 'netwrok'. Did you mean 'network'?")]
    [DataRow("network: {provider: none}\ninfra: {bootstap: {}}", "2:9: Unknown key 'bootstap' in infra. Did you mean 'bootstrap'?")]
    public void A_typo_in_the_name_of_a_known_section_is_an_error(string yaml, string expected) =>
        Assert.AreEqual($"stagecraft.yml:{expected}", Config.Errors(yaml).Single());

    [TestMethod]
    public void A_network_must_be_named()
    {
        Assert.StartsWith("stagecraft.yml:1:1: network.provider is required.", Config.Errors("other: 1").Single());
        Assert.StartsWith("stagecraft.yml:2:10: network.provider is required.", Config.Errors("cloud: {}\nnetwork: {}").Single());
    }

    [TestMethod]
    public void The_network_of_bootstrap_overrides_the_general_one() =>
        Assert.IsInstanceOfType<NoNetwork>(Config.Read("network: {provider: nonesuch}\ninfra: {bootstrap: {network: {provider: none}}}").Network);

    [TestMethod]
    public void Only_the_selected_provider_reads_its_settings()
    {
        const string yaml = "network: {provider: none}\ncloud: {provider: static, providers: {command: {nonsense: 1}, static: {hosts: [{id: a}]}}}";

        Assert.IsInstanceOfType<StaticCloud>(Config.Read(yaml).Cloud);
        Assert.Contains(
            "Unknown key 'nonsense' in cloud.providers.command.",
            Config.Errors(yaml.Replace("provider: static", "provider: command", StringComparison.Ordinal))[1]);
    }

    [TestMethod]
    public void An_unknown_provider_is_refused_with_the_known_ones() => Assert.AreEqual(
        "stagecraft.yml:2:19: There is no cloud provider 'statc'. Did you mean 'static'? Known providers: static, command, digitalocean.",
        Config.Errors("network: {provider: none}\ncloud: {provider: statc}").Single());

    [TestMethod]
    public void A_section_of_an_unknown_provider_is_refused() => Assert.AreEqual(
        "stagecraft.yml:2:21: Unknown key 'comand' in cloud.providers. Did you mean 'command'? Known keys: static, command, digitalocean.",
        Config.Errors("network: {provider: none}\ncloud: {providers: {comand: {}}}").Single());

    [TestMethod]
    [DataRow("http://mirror.example.com/ts", "", true)]
    [DataRow("HTTP://mirror.example.com/ts", "", true)]
    [DataRow("http://mirror.example.com/ts", ", mirror_key_fingerprint: 2596A99EAAB33821893C0A79458CA832957F5868", false)]
    [DataRow("https://mirror.example.com/ts", "", false)]
    public void A_mirror_over_http_without_a_pinned_key_gives_a_warning(string mirror, string pin, bool warned)
    {
        var warnings = Config.Read(
            $"network: {{provider: tailscale, providers: {{tailscale: {{auth_key_env: KEY, tailnet_domain: example.ts.net, install: {{mirror: '{mirror}'{pin}}}}}}}}}",
            ("KEY", "tskey-auth-1")).Options.Warnings;

        Assert.HasCount(warned ? 1 : 0, warnings);
        if (warned) Assert.Contains("anyone on the network path can become root", warnings[0]);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    [DataRow(0b110_100_100, true)]
    [DataRow(0b110_100_000, true)]
    [DataRow(0b110_000_000, false)]
    public void A_secret_in_a_file_that_others_can_read_gives_a_warning(int mode, bool warned)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "tskey-auth-1");
        File.SetUnixFileMode(file, (UnixFileMode)mode);

        var warnings = Config.Read($"network: {{provider: tailscale, providers: {{tailscale: {{auth_key_file: {file}, tailnet_domain: example.ts.net}}}}}}").Options.Warnings;

        Assert.AreEqual(warned ? $"The file '{file}' contains a secret, and other users of this machine can read it. Run: chmod 600 {file}" : "", string.Join('\n', warnings));
        File.Delete(file);
    }

    [TestMethod]
    public void A_secret_is_read_only_if_it_is_needed()
    {
        const string yaml = "network: {provider: none}\ninfra: {bootstrap: {ssh: {passphraseEnv: PASS}}}";

        var settings = Config.Read(yaml, Config.RunEnvironment(), secrets: false);

        Assert.IsTrue(settings.Ssh.Passphrase?.IsEmpty);
    }
}

using Stagecraft.Application;
using Stagecraft.Bootstrap;
using Stagecraft.Build.Tasks;
using Stagecraft.Build.Tests.Scripted;

namespace Stagecraft.Build.Tests;

/// <summary>A host as an item, and back.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class HostItemTests
{
    private const string Passphrase = "correct horse";

    private static readonly Host Host = new()
    {
        Id = "a",
        Name = "app-1",
        Role = "app",
        PublicIp = "203.0.113.7",
        Tags = ["x", "y"],
        SshUser = "ann",
        SshPort = 2222,
        SshHostKey = "SHA256:" + new string('x', 43),
    };

    private static RunEnvironment Environment => new()
    {
        Environment = name => name == "HOST_PASS" ? Passphrase : null,
        CurrentDirectory = "/project",
        HomeDirectory = "/home/ann",
    };

    [TestMethod]
    [DataRow("ops@bastion:2222,[2001:db8::7]", null)]
    [DataRow("none", null)]
    [DataRow("none", "connect %h %p; true '100%%'")]
    [DataRow(null, "none")]
    public void Every_setting_of_a_connection_is_read_back(string? jump, string? command)
    {
        var ssh = new HostSsh
        {
            PrivateKeyPath = "/keys/a;b",
            CertificatePath = "/keys/a;b-cert.pub",
            Passphrase = new Secret(Passphrase),
            PassphraseVariable = "HOST_PASS",
            IdentityAgent = "/run/agent%41",
            KnownHostsFile = "/known hosts",
            ProxyJump = jump,
            ProxyCommand = command,
        };
        var environment = Environment;

        var host = HostItem.Read([HostItem.Create(Host with { Ssh = ssh })], environment).Hosts.Single();

        Assert.AreEqual(Passphrase, host.Ssh?.Passphrase?.Reveal());
        Assert.AreEqual(ssh with { Passphrase = null }, host.Ssh! with { Passphrase = null });
        Assert.AreSequenceEqual(Host.Tags, host.Tags);
        Assert.AreEqual(Host with { Tags = host.Tags, Ssh = null }, host with { Ssh = null });
        Assert.IsTrue(environment.Secrets.Any(secret => secret.Reveal() == Passphrase));
    }

    [TestMethod]
    public void A_host_without_its_own_settings_stays_so() => Assert.IsNull(HostItem.Read([HostItem.Create(Host)], Environment).Hosts.Single().Ssh);

    [TestMethod]
    public void The_passphrase_is_not_in_the_item()
    {
        var item = HostItem.Create(Host with { Ssh = new HostSsh { PrivateKeyPath = "/k", Passphrase = new Secret(Passphrase), PassphraseVariable = "HOST_PASS" } });

        Assert.AreEqual("HOST_PASS", item.GetMetadata("SshPassphraseEnv"));
        Assert.IsFalse(item.MetadataNames.Cast<string>().Any(name => item.GetMetadata(name).Contains(Passphrase, StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow("keys/a", "/project/keys/a")]
    [DataRow("~/.ssh/a", "/home/ann/.ssh/a")]
    [DataRow("/keys/a", "/keys/a")]
    public void A_path_is_relative_to_the_project_or_the_home_directory(string written, string expected)
    {
        var ssh = Read(("SshPrivateKeyPath", written), ("SshCertificatePath", written), ("SshIdentityAgent", written), ("SshKnownHostsFile", written));

        Assert.AreEqual(new HostSsh { PrivateKeyPath = expected, CertificatePath = expected, IdentityAgent = expected, KnownHostsFile = expected }, ssh);
    }

    [TestMethod]
    [DataRow("SshProxyCommand", "connect %x", "SshProxyCommand contains '%x', which is not a token. Known tokens: %%, %h, %n, %p, %r.")]
    [DataRow("SshProxyJump", "a b", "SshProxyJump must be the [user@]host[:port] of a bastion, or several separated by commas, with IPv6 addresses in brackets. It is 'a b'.")]
    [DataRow("SshCertificatePath", "c", "SshCertificatePath requires SshPrivateKeyPath. Set it to the key that the certificate is for.")]
    [DataRow("SshPassphraseEnv", "HOST_PASS", "SshPassphraseEnv requires SshPrivateKeyPath. Set it to the key that the passphrase is for.")]
    public void A_wrong_setting_is_refused(string metadata, string value, string expected)
    {
        var error = Assert.ThrowsExactly<ConfigurationException>(() => Read((metadata, value))).Errors.Single();

        Assert.AreEqual($"Host 'a': {expected}", error.Message);
    }

    [TestMethod]
    public void A_passphrase_that_an_item_names_is_masked()
    {
        using var workspace = new Workspace();
        var task = workspace.Bootstrap(Workspace.Host("a", ScriptedHosts.Dead, ("SshPrivateKeyPath", "k"), ("SshPassphraseEnv", "HOST_PASS")));
        task.RunEnvironment = task.RunEnvironment with { Environment = name => name == "HOST_PASS" ? ScriptedHosts.Remark : null };

        Assert.IsFalse(task.Execute());

        var message = workspace.Engine.Errors.Single().Message!;
        Assert.Contains("No answer: ***", message);
        Assert.DoesNotContain(ScriptedHosts.Remark, message + task.Results.Single().GetMetadata("Message"));
    }

    [TestMethod]
    public void Settings_of_a_listed_host_reach_the_run()
    {
        using var workspace = new Workspace(
            "cloud: {provider: static, providers: {static: {hosts: [{id: a, publicIp: 203.0.113.7, sshPrivateKeyPath: keys/a, sshProxyCommand: connect %h}]}}}\n" + Workspace.NoNetwork);
        var hosts = workspace.GetHosts();

        Assert.IsTrue(hosts.Execute());
        Assert.AreEqual($"SshPrivateKeyPath={workspace.PathOf("keys/a")} SshProxyCommand=connect %h", BootstrapHostsTests.Show(hosts.Hosts.Single(), "SshPrivateKeyPath", "SshProxyCommand"));
        Assert.IsTrue(workspace.Bootstrap(hosts.Hosts).Execute());
    }

    private static HostSsh? Read(params (string Name, string Value)[] metadata) => HostItem.Read([Workspace.Host("a", null, metadata)], Environment).Hosts.Single().Ssh;
}

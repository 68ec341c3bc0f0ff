using Stagecraft.Bootstrap.Ssh.Tests.Support;

namespace Stagecraft.Bootstrap.Ssh.Tests;

/// <summary>A server that accepts no key directly, but trusts an authority that certifies keys.</summary>
[TestClass]
public sealed class UserCertificateTests : IDisposable
{
    private readonly Workspace home = new();
    private string authority = "";
    private Sshd server = null!;

    [TestInitialize]
    public void Start()
    {
        Sshd.Require();
        authority = Shell.Keygen(home["ca"]);
        server = new Sshd(["ed25519"], _ => $"TrustedUserCAKeys {authority}.pub");
    }

    public void Dispose()
    {
        server?.Dispose();
        home.Dispose();
    }

    [TestMethod]
    [DataRow("ed25519")]
    [DataRow("ecdsa")]
    [DataRow("rsa")]
    public async Task A_certificate_next_to_the_key_logs_in(string type)
    {
        var key = CertifiedKey(type, "-n", Environment.UserName);

        Assert.AreEqual("ready\n", (await Wire.RunAsync(Options() with { PrivateKeyPath = key }, host: Host)).Output);
    }

    [TestMethod]
    public async Task A_certificate_in_another_place_logs_in()
    {
        var key = CertifiedKey("ed25519", "-n", Environment.UserName);
        File.Move(key + "-cert.pub", home["elsewhere"]);

        Assert.AreEqual("ready\n", (await Wire.RunAsync(Options() with { PrivateKeyPath = key, CertificatePath = home["elsewhere"] }, host: Host)).Output);
    }

    [TestMethod]
    [DataRow("ed25519")]
    [DataRow("ecdsa")]
    [DataRow("rsa")]
    public async Task A_certificate_in_the_agent_logs_in(string type)
    {
        using var agent = new SshAgentProcess(home, CertifiedKey(type, "-n", Environment.UserName));

        Assert.AreEqual("ready\n", (await Wire.RunAsync(Options() with { PrivateKeyPath = null, AgentSocket = agent.Socket }, host: Host)).Output);
    }

    [TestMethod]
    [DataRow("with a certificate that expired on 2020-01-02 00:00:00 UTC", "-V", "20200101Z:20200102Z", "-n", "USER")]
    [DataRow("with a certificate that is not valid before 2099-01-01 00:00:00 UTC", "-V", "20990101Z:20990102Z", "-n", "USER")]
    [DataRow("with a certificate for deploy, ops", "-n", "deploy,ops")]
    [DataRow("with a certificate that names no principals")]
    public async Task A_certificate_that_is_refused_says_what_is_wrong_with_it(string expected, params string[] signing)
    {
        var key = CertifiedKey("ed25519", [.. signing.Select(word => word == "USER" ? Environment.UserName : word)]);

        var failure = await Wire.FailureAsync(Options() with { PrivateKeyPath = key }, Host);
        using var agent = new SshAgentProcess(home, key);
        var ofAgent = await Wire.FailureAsync(Options() with { PrivateKeyPath = null, AgentSocket = agent.Socket }, Host);

        Assert.AreEqual(ErrorCode.SshAuthFailed, failure.Code);
        Assert.Contains($"the keys from {key} {expected}. Allowed methods: publickey.", failure.Observed);
        Assert.Contains($"the keys from agent (2 keys {expected}). Allowed methods: publickey.", ofAgent.Observed);
    }

    [TestMethod]
    public void A_missing_or_mismatched_certificate_is_a_configuration_error()
    {
        var key = CertifiedKey("ed25519", "-n", Environment.UserName);
        var other = Shell.Keygen(home["other"]);

        Assert.Contains("its certificate is for another key", Error(other, key + "-cert.pub"));
        Assert.Contains($"its certificate '{home["none"]}' (ssh.certificatePath) does not exist", Error(other, home["none"]));
    }

    private string Error(string key, string certificate) => Assert.ThrowsExactly<ConfigurationException>(
        () => SshConnector.Create(Options() with { PrivateKeyPath = key, CertificatePath = certificate })).Message;

    private Stagecraft.Bootstrap.Host Host => Wire.Host(server.Ports[0]);

    private SshOptions Options() => Wire.Options(home);

    private string CertifiedKey(string type, params string[] signing)
    {
        var key = Shell.Keygen(home["key"], type);
        Shell.Run("ssh-keygen", ["-q", "-s", authority, "-I", "test", .. signing, key + ".pub"]);
        return key;
    }
}

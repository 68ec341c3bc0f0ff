using System.Runtime.Versioning;
using Stagecraft.Bootstrap.Ssh.Tests.Support;

namespace Stagecraft.Bootstrap.Ssh.Tests;

/// <summary>Keys from OpenSSH, compared with the public keys that it wrote.</summary>
[TestClass]
[UnsupportedOSPlatform("windows")]
public sealed class LoginKeysTests : IDisposable
{
    private readonly Workspace home = new();

    // Test machines install ssh-keygen together with the server.
    [TestInitialize]
    public void NeedsKeygen() => Sshd.Require();

    public void Dispose() => home.Dispose();

    [TestMethod]
    [DataRow("ed25519")]
    [DataRow("ecdsa")]
    [DataRow("rsa")]
    public void A_key_file_matches_only_its_own_public_key(string type)
    {
        var key = Shell.Keygen(home["key"], type);
        var other = Shell.Keygen(home["other"], type);

        var keys = LoginKeys.Load(Options() with { PrivateKeyPath = key });

        Assert.IsFalse(keys.IsEmpty);
        Assert.AreEqual(key, keys.Description);
        Assert.IsTrue(keys.Match(Public(key)));
        Assert.IsTrue(keys.Match(Public(key).Split(' ')[1]), "Without type and comment.");
        Assert.IsFalse(keys.Match(Public(other)));
    }

    [TestMethod]
    public void A_key_with_a_certificate_matches_the_key()
    {
        var key = Shell.Keygen(home["key"]);
        Shell.Run("ssh-keygen", "-q", "-s", Shell.Keygen(home["ca"]), "-I", "id", "-n", "root", key + ".pub");

        Assert.IsTrue(LoginKeys.Load(Options() with { PrivateKeyPath = key }).Match(Public(key)));
    }

    [TestMethod]
    public void Every_default_file_and_every_agent_key_counts()
    {
        Directory.CreateDirectory(home[".ssh"]);
        var first = Shell.Keygen(home[".ssh/id_ed25519"]);
        var second = Shell.Keygen(home[".ssh/id_rsa"], "rsa");
        var held = Shell.Keygen(home["held"]);
        using var agent = new SshAgentProcess(home, held);

        var files = LoginKeys.Load(Options());
        var both = LoginKeys.Load(Options() with { AgentSocket = agent.Socket });

        Assert.AreEqual("True True False", $"{files.Match(Public(first))} {files.Match(Public(second))} {files.Match(Public(held))}");
        Assert.AreEqual("True True True", $"{both.Match(Public(first))} {both.Match(Public(second))} {both.Match(Public(held))}");
        Assert.AreEqual($"agent (1 key), {first}, {second}", both.Description);
    }

    [TestMethod]
    public void An_unusable_key_is_ignored_and_the_description_says_why()
    {
        var locked = Shell.Keygen(home["locked"], passphrase: "secret");

        var withoutPassphrase = LoginKeys.Load(Options() with { PrivateKeyPath = locked });
        var missing = LoginKeys.Load(Options() with { PrivateKeyPath = home["missing"] });
        var none = LoginKeys.Load(Options());

        Assert.IsTrue(withoutPassphrase.IsEmpty && missing.IsEmpty && none.IsEmpty);
        Assert.Contains(locked, withoutPassphrase.Description);
        Assert.Contains(home["missing"], missing.Description);
        Assert.AreEqual($"no key in ssh-agent or {home[".ssh"]}", none.Description);
        Assert.IsTrue(LoginKeys.Load(Options() with { PrivateKeyPath = locked, Passphrase = new Secret("secret") }).Match(Public(locked)));
    }

    private SshOptions Options() => new() { HomeDirectory = home.Root };

    private static string Public(string key) => File.ReadAllText(key + ".pub");
}

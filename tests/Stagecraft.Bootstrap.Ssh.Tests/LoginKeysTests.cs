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
    public async Task A_key_file_matches_only_its_own_public_key(string type)
    {
        var key = Shell.Keygen(home["key"], type);
        var other = Shell.Keygen(home["other"], type);

        var keys = await LoginKeys.LoadAsync(Options() with { PrivateKeyPath = key }, CancellationToken.None);

        Assert.IsFalse(keys.IsEmpty);
        Assert.AreEqual(key, keys.Description);
        Assert.IsTrue(keys.Match(Public(key)));
        Assert.IsTrue(keys.Match(Public(key).Split(' ')[1]), "Without type and comment.");
        Assert.IsFalse(keys.Match(Public(other)));
    }

    [TestMethod]
    public async Task A_key_with_a_certificate_matches_the_key()
    {
        var key = Shell.Keygen(home["key"]);
        Shell.Run("ssh-keygen", "-q", "-s", Shell.Keygen(home["ca"]), "-I", "id", "-n", "root", key + ".pub");

        Assert.IsTrue((await LoginKeys.LoadAsync(Options() with { PrivateKeyPath = key }, CancellationToken.None)).Match(Public(key)));
    }

    [TestMethod]
    public async Task Every_default_file_and_every_agent_key_counts()
    {
        Directory.CreateDirectory(home[".ssh"]);
        var first = Shell.Keygen(home[".ssh/id_ed25519"]);
        var second = Shell.Keygen(home[".ssh/id_rsa"], "rsa");
        var held = Shell.Keygen(home["held"]);
        using var agent = new SshAgentProcess(home, held);

        var files = await LoginKeys.LoadAsync(Options(), CancellationToken.None);
        var both = await LoginKeys.LoadAsync(Options() with { AgentSocket = agent.Socket }, CancellationToken.None);

        Assert.AreEqual("True True False", $"{files.Match(Public(first))} {files.Match(Public(second))} {files.Match(Public(held))}");
        Assert.AreEqual("True True True", $"{both.Match(Public(first))} {both.Match(Public(second))} {both.Match(Public(held))}");
        Assert.AreEqual($"agent (1 key), {first}, {second}", both.Description);
    }

    [TestMethod]
    public async Task An_unusable_key_is_ignored_and_the_description_says_why()
    {
        var locked = Shell.Keygen(home["locked"], passphrase: "secret");

        var withoutPassphrase = await LoginKeys.LoadAsync(Options() with { PrivateKeyPath = locked }, CancellationToken.None);
        var missing = await LoginKeys.LoadAsync(Options() with { PrivateKeyPath = home["missing"] }, CancellationToken.None);
        var none = await LoginKeys.LoadAsync(Options(), CancellationToken.None);

        Assert.IsTrue(withoutPassphrase.IsEmpty && missing.IsEmpty && none.IsEmpty);
        Assert.Contains(locked, withoutPassphrase.Description);
        Assert.Contains(home["missing"], missing.Description);
        Assert.AreEqual($"no key in ssh-agent or {home[".ssh"]}", none.Description);
        Assert.IsTrue((await LoginKeys.LoadAsync(Options() with { PrivateKeyPath = locked, Passphrase = new Secret("secret") }, CancellationToken.None)).Match(Public(locked)));
    }

    private SshOptions Options() => new() { HomeDirectory = home.Root };

    private static string Public(string key) => File.ReadAllText(key + ".pub");
}

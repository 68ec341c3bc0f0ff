using Renci.SshNet;
using Stagecraft.Bootstrap.Ssh.Tests.Support;

namespace Stagecraft.Bootstrap.Ssh.Tests;

/// <summary>Lists of algorithms in the syntax of ssh_config, and what <c>ssh -G</c> makes of them.</summary>
[TestClass]
public sealed class AlgorithmListTests
{
    // An OpenSSH from before ML-KEM.
    private const string Usual = "sntrup761x25519-sha512@openssh.com,curve25519-sha256,ecdh-sha2-nistp256,ecdh-sha2-nistp384,diffie-hellman-group14-sha256";

    private static readonly string All = string.Join(',', AlgorithmKind.KeyExchange.Offered);

    [TestMethod]
    [DataRow("aes256-ctr,aes128-ctr", "aes256-ctr,aes128-ctr")]
    [DataRow(" aes256-ctr , aes128-ctr ", "aes256-ctr,aes128-ctr")]
    [DataRow("*-ctr,aes256-gcm@openssh.com,aes128-ctr", "aes128-ctr,aes192-ctr,aes256-ctr,aes256-gcm@openssh.com")]
    [DataRow("aes128-cbc,aes192-ctr", "aes192-ctr")]
    [DataRow("-chacha20-poly1305@openssh.com,aes???-ctr", "aes128-gcm@openssh.com,aes256-gcm@openssh.com")]
    [DataRow("-3des-cbc,aes*", "chacha20-poly1305@openssh.com")]
    [DataRow("^aes256-ctr,chacha20*", "aes256-ctr,chacha20-poly1305@openssh.com,aes128-gcm@openssh.com,aes256-gcm@openssh.com,aes128-ctr,aes192-ctr")]
    [DataRow("+aes192-ctr", "aes128-gcm@openssh.com,aes256-gcm@openssh.com,chacha20-poly1305@openssh.com,aes128-ctr,aes192-ctr,aes256-ctr")]
    public void A_list_has_the_syntax_of_ssh_config(string text, string offered)
    {
        var list = AlgorithmList.Parse(AlgorithmKind.Cipher, text, "ssh.ciphers");

        Assert.IsNull(list.Problem());
        Assert.AreEqual(offered, string.Join(',', list.Offered));
    }

    [TestMethod]
    [DataRow("", "has an empty name. Write names separated by commas, or remove the setting.")]
    [DataRow("^", "has an empty name. Write names separated by commas, or remove the setting.")]
    [DataRow("hmac-sha2-256,,hmac-sha2-512", "has an empty name. Write names separated by commas, or remove the setting.")]
    [DataRow("hmac-sha2-265", "contains 'hmac-sha2-265', which is not the name of a MAC. Did you mean 'hmac-sha2-256'? Supported: hmac-sha2-256-etm@openssh.com, hmac-sha2-512-etm@openssh.com, hmac-sha2-256, hmac-sha2-512.")]
    [DataRow("-hmac-sha2-265", "contains 'hmac-sha2-265', which is not the name of a MAC. Did you mean 'hmac-sha2-256'? Supported: hmac-sha2-256-etm@openssh.com, hmac-sha2-512-etm@openssh.com, hmac-sha2-256, hmac-sha2-512.")]
    [DataRow("-poly1305*", "contains 'poly1305*', which is not the name of a MAC. Supported: hmac-sha2-256-etm@openssh.com, hmac-sha2-512-etm@openssh.com, hmac-sha2-256, hmac-sha2-512.")]
    [DataRow("umac-128@openssh.com,hmac-md5", "contains no supported MAC. Supported: hmac-sha2-256-etm@openssh.com, hmac-sha2-512-etm@openssh.com, hmac-sha2-256, hmac-sha2-512.")]
    [DataRow("+hmac-sha1", "contains no supported MAC. Supported: hmac-sha2-256-etm@openssh.com, hmac-sha2-512-etm@openssh.com, hmac-sha2-256, hmac-sha2-512.")]
    [DataRow("-*", "removes every supported MAC. Keep one of: hmac-sha2-256-etm@openssh.com, hmac-sha2-512-etm@openssh.com, hmac-sha2-256, hmac-sha2-512.")]
    public void A_wrong_list_is_explained(string text, string problem)
    {
        Assert.AreEqual(problem, AlgorithmList.Parse(AlgorithmKind.Mac, text, "ssh.macs").Problem());
        var exception = Assert.ThrowsExactly<ConfigurationException>(() => new SshOptions { Macs = text }.Require());
        Assert.AreEqual($"SshOptions.Macs {problem}", exception.Message);
    }

    [TestMethod]
    public void Names_that_are_not_supported_are_skipped()
    {
        Assert.AreSequenceEqual(["umac-64@openssh.com", "hmac-md5*"], AlgorithmList.Parse(AlgorithmKind.Mac, "umac-64@openssh.com,hmac-sha2-512,hmac-md5*", "").Skipped);
        Assert.IsEmpty(AlgorithmList.Parse(AlgorithmKind.Mac, "-umac-64@openssh.com", "").Skipped);
    }

    [TestMethod]
    public void The_defaults_of_ssh_do_not_count_as_a_setting() => Assert.IsNull(FromOpenSsh(Usual));

    [TestMethod]
    // Names after all defaults: +
    [DataRow(Usual + ",diffie-hellman-group14-sha1", null, "diffie-hellman-group14-sha1")]
    // All defaults in another order: ^
    [DataRow("ecdh-sha2-nistp384,sntrup761x25519-sha512@openssh.com,curve25519-sha256,ecdh-sha2-nistp256,diffie-hellman-group14-sha256", "ecdh-sha2-nistp384,mlkem768x25519-sha256,sntrup761x25519-sha512,", "")]
    [DataRow("diffie-hellman-group1-sha1," + Usual, null, "diffie-hellman-group1-sha1")]
    // A default is missing: a complete list, or -
    [DataRow("curve25519-sha256", "curve25519-sha256", "")]
    [DataRow("ecdh-sha2-nistp384,ecdh-sha2-nistp256", "ecdh-sha2-nistp384,ecdh-sha2-nistp256", "")]
    [DataRow("sntrup761x25519-sha512@openssh.com,curve25519-sha256,diffie-hellman-group14-sha256", "sntrup761x25519-sha512@openssh.com,curve25519-sha256,diffie-hellman-group14-sha256", "")]
    [DataRow("diffie-hellman-group1-sha1,curve25519-sha256", "curve25519-sha256", "diffie-hellman-group1-sha1")]
    [DataRow("", "", "")]
    public void What_differs_from_the_defaults_of_ssh_counts(string printed, string? offered, string skipped)
    {
        var list = FromOpenSsh(printed)!;

        if (offered is null) Assert.AreEqual(All, string.Join(',', list.Offered));
        else if (offered.EndsWith(',')) Assert.StartsWith(offered, string.Join(',', list.Offered));
        else Assert.AreEqual(offered, string.Join(',', list.Offered));
        Assert.AreEqual(skipped, string.Join(',', list.Skipped));
    }

    [TestMethod]
    public void A_preference_keeps_all_that_ssh_does_not_know()
    {
        var list = FromOpenSsh("ecdh-sha2-nistp384,sntrup761x25519-sha512@openssh.com,curve25519-sha256,ecdh-sha2-nistp256,diffie-hellman-group14-sha256")!;

        Assert.AreSequenceEqual(AlgorithmKind.KeyExchange.Offered, list.Offered, SequenceOrder.InAnyOrder);
    }

    [TestMethod]
    [DataRow("ssh-ed25519,rsa-sha2-512", true)]
    [DataRow("^rsa-sha2-512", true)]
    [DataRow("-ecdsa*", false)]
    [DataRow("+ssh-rsa,rsa-sha2-256", false)]
    public void A_list_of_names_and_a_preference_have_an_order(string text, bool keepsOrder) =>
        Assert.AreEqual(keepsOrder, AlgorithmList.Parse(AlgorithmKind.HostKey, text, "").KeepsOrder);

    [TestMethod]
    [DataRow("rsa-sha2-512,ssh-ed25519", true)]
    [DataRow("ssh-ed25519,rsa-sha2-512", false)]
    [DataRow("rsa-sha2-512,ssh-ed25519,ecdsa-sha2-nistp256", true)]
    [DataRow("ssh-ed25519,ecdsa-sha2-nistp256,rsa-sha2-512,ssh-rsa", false)]
    public void The_order_of_the_defaults_of_ssh_is_not_the_users(string printed, bool keepsOrder) =>
        Assert.AreEqual(keepsOrder, AlgorithmList.FromOpenSsh(AlgorithmKind.HostKey, "ssh-ed25519,ecdsa-sha2-nistp256,rsa-sha2-512", printed, "")!.KeepsOrder);

    [TestMethod]
    public void This_version_of_SSH_NET_has_what_is_offered_and_nothing_unknown()
    {
        var connection = new ConnectionInfo("127.0.0.1", "root", new NoneAuthenticationMethod("root"));

        AssertHas(AlgorithmKind.KeyExchange, connection.KeyExchangeAlgorithms.Keys);
        AssertHas(AlgorithmKind.Cipher, connection.Encryptions.Keys);
        AssertHas(AlgorithmKind.Mac, connection.HmacAlgorithms.Keys);
        AssertHas(AlgorithmKind.HostKey, connection.HostKeyAlgorithms.Keys);
    }

    [TestMethod]
    public void The_documentation_has_the_usual_lists()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/ssh.md"));

        foreach (var kind in AlgorithmKind.All.Where(kind => kind != AlgorithmKind.PublicKey))
            Assert.Contains($"| `{kind.Setting}` | `{kind.Option}` | {string.Join(", ", kind.Offered.Where(name => !name.Contains("-cert-")).Select(name => $"`{name}`"))}", page);
    }

    [TestMethod]
    [DataRow("kex", "KexAlgorithms")]
    [DataRow("cipher", "Ciphers")]
    [DataRow("mac", "MACs")]
    [DataRow("HostKeyAlgorithms", "HostKeyAlgorithms")]
    [DataRow("PubkeyAcceptedAlgorithms", "PubkeyAcceptedAlgorithms")]
    public void Every_name_that_ssh_knows_is_known(string query, string option)
    {
        Sshd.Require();

        var names = Support.Shell.Run("ssh", "-Q", query).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.IsEmpty(names.Except(AlgorithmKind.All.Single(kind => kind.Option == option).Known));
    }

    private static AlgorithmList? FromOpenSsh(string printed) => AlgorithmList.FromOpenSsh(AlgorithmKind.KeyExchange, Usual, printed, "KexAlgorithms in config");

    // What SSH.NET has and we do not offer uses SHA-1 or CBC. An algorithm that a new version adds is a decision.
    private static void AssertHas(AlgorithmKind kind, IEnumerable<string> names)
    {
        string[] all = [.. names];
        Assert.IsEmpty(kind.Offered.Except(all));
        Assert.IsEmpty(all.Except(kind.Known));
        Assert.IsTrue(all.Except(kind.Offered).All(name => name.Contains("sha1") || name.EndsWith("-cbc") || name.StartsWith("ssh-rsa")), kind.Option);
    }
}

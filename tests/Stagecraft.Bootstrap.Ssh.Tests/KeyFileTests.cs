using System.Formats.Asn1;
using System.Security.Cryptography;
using Stagecraft.Bootstrap.Ssh.Tests.Support;

namespace Stagecraft.Bootstrap.Ssh.Tests;

/// <summary>Keys in the formats of openssl, Terraform and manual edits.</summary>
[TestClass]
public sealed class KeyFileTests : ServerTests
{
    private const string Passphrase = "open sesame";

    [TestMethod]
    [DataRow("ed25519")]
    [DataRow("ec")]
    [DataRow("rsa")]
    public async Task A_key_of_openssl_logs_in(string type)
    {
        var key = Openssl("key", type);

        AuthorizePem(key);

        Assert.AreEqual("ready\n", (await Wire.RunAsync(Wire.Options(Home) with { PrivateKeyPath = key })).Output);
    }

    // A wrong reader would depend on the first bytes of a key, so several keys are tested.
    [TestMethod]
    public async Task An_ed25519_key_of_openssl_has_the_public_key_that_openssl_shows()
    {
        foreach (var number in Enumerable.Range(0, 8))
        {
            var key = Openssl($"key{number}", "ed25519");
            AuthorizePem(key);
            Assert.AreEqual("ready\n", (await Wire.RunAsync(Wire.Options(Home) with { PrivateKeyPath = key })).Output);
        }
    }

    [TestMethod]
    [DataRow("ed25519")]
    [DataRow("ec")]
    [DataRow("rsa")]
    public async Task An_encrypted_key_of_openssl_logs_in_with_its_passphrase(string type)
    {
        var plain = Openssl("plain", type);
        var key = Home["key"];
        Shell.Run("openssl", "pkcs8", "-topk8", "-in", plain, "-out", key, "-passout", $"pass:{Passphrase}");
        Shell.Run("chmod", "600", key);
        AuthorizePem(plain);

        var missing = ConfigurationError(Wire.Options(Home) with { PrivateKeyPath = key });
        var wrong = ConfigurationError(Wire.Options(Home) with { PrivateKeyPath = key, Passphrase = new Secret("another") });
        var result = await Wire.RunAsync(Wire.Options(Home) with { PrivateKeyPath = key, Passphrase = new Secret(Passphrase) });

        Assert.Contains("it is encrypted. Set ssh.passphraseEnv to the name of the environment variable that holds its passphrase", missing);
        Assert.Contains("the passphrase does not decrypt it", wrong);
        Assert.AreEqual("ready\n", result.Output);
    }

    // RFC 5958: OneAsymmetricKey, in the form that Go, Rust and Java libraries write.
    [TestMethod]
    public async Task A_key_with_its_public_key_attached_logs_in()
    {
        var plain = Openssl("plain", "ed25519");
        AuthorizePem(plain);

        var key = Home.Write("key", WithPublicHalf(plain, PublicHalf(plain)));

        Assert.AreEqual("ready\n", (await Wire.RunAsync(Wire.Options(Home) with { PrivateKeyPath = key })).Output);
    }

    [TestMethod]
    public void A_key_with_another_public_key_attached_is_refused()
    {
        var key = Home.Write("key", WithPublicHalf(Openssl("plain", "ed25519"), PublicHalf(Openssl("other", "ed25519"))));

        Assert.Contains("its private and public parts do not match", ConfigurationError(Wire.Options(Home) with { PrivateKeyPath = key }));
    }

    [TestMethod]
    public async Task An_ed25519_key_of_openssl_logs_in_with_a_certificate()
    {
        var key = Openssl("key", "ed25519");
        AuthorizePem(key);
        File.Copy(Home["authorized.pub"], key + ".pub");
        var authority = Shell.Keygen(Home["ca"]);
        using var server = new Sshd(["ed25519"], _ => $"TrustedUserCAKeys {authority}.pub");
        Shell.Run("ssh-keygen", "-q", "-s", authority, "-I", "test", "-n", Environment.UserName, key + ".pub");

        Assert.AreEqual("ready\n", (await Wire.RunAsync(Wire.Options(Home) with { PrivateKeyPath = key }, host: Wire.Host(server.Ports[0]))).Output);
    }

    [TestMethod]
    [DataRow("ed25519")]
    [DataRow("ecdsa")]
    [DataRow("rsa")]
    public async Task A_key_that_differs_from_its_public_file_is_refused(string type)
    {
        var key = Shell.Keygen(Home["key"], type);
        SharedServer.Sshd.Authorize(key);
        var other = Shell.Keygen(Home["other"], type);
        File.Copy(other + ".pub", key + ".pub", overwrite: true);

        var error = ConfigurationError(Wire.Options(Home) with { PrivateKeyPath = key });
        File.Delete(key + ".pub");
        var (_, fixedKey) = Shell.TryRun("sh", "-c", $"ssh-keygen -y -f '{key}' >'{key}.pub'");

        Assert.Contains($"'{key}.pub' holds ", error);
        Assert.Contains(Shell.Fingerprint(other + ".pub"), error);
        Assert.Contains($"run: ssh-keygen -y -f '{key}' >'{key}.pub'", error);
        Assert.AreEqual("", fixedKey);
        Assert.AreEqual("ready\n", (await Wire.RunAsync(Wire.Options(Home) with { PrivateKeyPath = key })).Output);
    }

    [TestMethod]
    public async Task An_invalid_public_file_is_ignored()
    {
        var key = Shell.Keygen(Home["key"]);
        SharedServer.Sshd.Authorize(key);
        Home.Write("key.pub", "what is this\n");

        Assert.AreEqual("ready\n", (await Wire.RunAsync(Wire.Options(Home) with { PrivateKeyPath = key })).Output);
    }

    [TestMethod]
    public async Task A_public_key_selects_the_private_key_next_to_it()
    {
        var key = Shell.Keygen(Home["key"]);
        SharedServer.Sshd.Authorize(key);
        Shell.Run("chmod", "644", key + ".pub");

        Assert.AreEqual("ready\n", (await Wire.RunAsync(Wire.Options(Home) with { PrivateKeyPath = key + ".pub" })).Output);
    }

    [TestMethod]
    [DataRow("chosen.pub")]
    [DataRow("chosen")]
    public async Task A_public_key_alone_selects_a_key_in_the_agent(string name)
    {
        var key = Shell.Keygen(Home["key"]);
        SharedServer.Sshd.Authorize(key);
        using var agent = new SshAgentProcess(Home, [.. Enumerable.Range(0, 7).Select(i => Shell.Keygen(Home[$"k{i}"])), key]);
        File.Move(key + ".pub", Home[name]);
        File.Delete(key);

        Assert.AreEqual("ready\n", (await Wire.RunAsync(Wire.Options(Home) with { PrivateKeyPath = Home[name], AgentSocket = agent.Socket })).Output);
    }

    [TestMethod]
    public void A_public_key_without_a_private_key_lists_the_searched_places()
    {
        var key = Shell.Keygen(Home["key"]);
        File.Delete(key);

        Assert.AreEqual(
            $"'{key}.pub' (ssh.privateKeyPath) is a public key, '{key}' does not exist, and ssh-agent does not hold its private key. Add the key to ssh-agent (SSH_AUTH_SOCK must name its socket), or set ssh.privateKeyPath to the private key.",
            ConfigurationError(Wire.Options(Home) with { PrivateKeyPath = key + ".pub" }));
    }

    [TestMethod]
    public void A_security_key_file_fails_with_a_hint_to_use_the_agent()
    {
        var key = Home.Write("id_ed25519_sk", SecurityKeyFile());

        Assert.Contains(
            $"it belongs to a security key, which signs only through ssh-agent. Run 'ssh-add {key}' with the token plugged in",
            ConfigurationError(Wire.Options(Home) with { PrivateKeyPath = key }));
    }

    private static string ConfigurationError(SshOptions options) =>
        Assert.ThrowsExactly<ConfigurationException>(() => SshConnector.Create(options)).Message;

    private string Openssl(string name, string type)
    {
        string[] options = type switch
        {
            "ec" => ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
            "rsa" => ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
            _ => ["-algorithm", type],
        };
        Shell.Run("openssl", ["genpkey", .. options, "-out", Home[name]]);
        Shell.Run("chmod", "600", Home[name]);
        return Home[name];
    }

    // The public key that openssl derives, in OpenSSH's format, independent of our code and ssh-keygen.
    private void AuthorizePem(string key)
    {
        Shell.Run("openssl", "pkey", "-in", key, "-pubout", "-out", key + ".spki");
        string line;
        if (Shell.Run("openssl", "pkey", "-in", key, "-noout", "-text").StartsWith("ED25519", StringComparison.Ordinal))
        {
            byte[] blob = [0, 0, 0, 11, .. "ssh-ed25519"u8, 0, 0, 0, 32, .. PublicHalf(key)];
            line = $"ssh-ed25519 {Convert.ToBase64String(blob)} test\n";
        }
        else
        {
            line = Shell.Run("ssh-keygen", "-i", "-m", "PKCS8", "-f", key + ".spki");
        }

        File.WriteAllText(Home["authorized.pub"], line);
        SharedServer.Sshd.Authorize(Home["authorized"]);
    }

    private byte[] PublicHalf(string key)
    {
        Shell.Run("openssl", "pkey", "-in", key, "-pubout", "-outform", "DER", "-out", Home["spki"]);
        return File.ReadAllBytes(Home["spki"])[^32..];
    }

    private static string WithPublicHalf(string pkcs8, byte[] publicHalf)
    {
        var text = File.ReadAllText(pkcs8);
        var der = Convert.FromBase64String(text[PemEncoding.Find(text).Base64Data]);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            using (writer.PushSequence()) writer.WriteObjectIdentifier("1.3.101.112");
            writer.WriteOctetString(der.AsSpan(^34..));
            writer.WriteBitString(publicHalf, unusedBitCount: 0, new Asn1Tag(TagClass.ContextSpecific, 1));
        }

        return PemEncoding.WriteString("PRIVATE KEY", writer.Encode());
    }

    // The output of ssh-keygen -t ed25519-sk, which needs a token.
    private static string SecurityKeyFile()
    {
        byte[] publicKey = [.. Field("sk-ssh-ed25519@openssh.com"u8), .. Field(new byte[32]), .. Field("ssh:"u8)];
        byte[] file = [.. "openssh-key-v1\0"u8, .. Field("none"u8), .. Field("none"u8), .. Field([]), 0, 0, 0, 1, .. Field(publicKey), .. Field(new byte[64])];
        return PemEncoding.WriteString("OPENSSH PRIVATE KEY", file) + "\n";

        static byte[] Field(ReadOnlySpan<byte> value) => [0, 0, (byte)(value.Length >> 8), (byte)value.Length, .. value];
    }
}

using Stagecraft.Bootstrap.Ssh.Tests.Support;

namespace Stagecraft.Bootstrap.Ssh.Tests;

[TestClass]
public sealed class AuthenticationTests : ServerTests
{
    [TestMethod]
    [DataRow("ed25519")]
    [DataRow("ecdsa")]
    [DataRow("rsa")]
    public async Task A_configured_key_logs_in(string type)
    {
        var key = AuthorizedKey("key", type);

        var result = await Wire.RunAsync(Wire.Options(Home) with { PrivateKeyPath = key });

        Assert.AreEqual("ready\n", result.Output);
    }

    // The same result as with ssh, which the test also runs.
    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    [DataRow("644")]
    [DataRow("640")]
    [DataRow("602")]
    public async Task A_key_that_other_users_can_read_is_refused(string mode)
    {
        var key = AuthorizedKey("key", "ed25519");
        Shell.Run("chmod", mode, key);

        var error = ConfigurationError(Wire.Options(Home) with { PrivateKeyPath = key });
        var (_, said) = Shell.TryRun("sh", "-c", $"ssh -F none -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o IdentitiesOnly=yes -i '{key}' -p {SharedServer.Port} 127.0.0.1 true 2>&1");

        Assert.Contains($"'{key}' (ssh.privateKeyPath) cannot be used: other users of this machine can read it (run: chmod 600 '{key}')", error);
        Assert.Contains("bad permissions", said);
        Shell.Run("chmod", "600", key);
        Assert.AreEqual("ready\n", (await Wire.RunAsync(Wire.Options(Home) with { PrivateKeyPath = key })).Output);
    }

    [TestMethod]
    [DataRow("PEM")]
    [DataRow("PKCS8")]
    [DataRow("RFC4716")]
    public async Task An_encrypted_key_of_any_format_logs_in_with_its_passphrase(string format)
    {
        var key = AuthorizedKey("key", "rsa", "open sesame", "-m", format);

        var result = await Wire.RunAsync(Wire.Options(Home) with { PrivateKeyPath = key, Passphrase = new Secret("open sesame") });

        Assert.AreEqual("ready\n", result.Output);
    }

    [TestMethod]
    [DataRow("PEM")]
    [DataRow("PKCS8")]
    [DataRow("RFC4716")]
    public void A_missing_passphrase_is_a_configuration_error_that_names_the_setting(string format)
    {
        var key = Shell.Keygen(Home["key"], "rsa", "open sesame", "-m", format);

        var missing = ConfigurationError(Wire.Options(Home) with { PrivateKeyPath = key });
        var wrong = ConfigurationError(Wire.Options(Home) with { PrivateKeyPath = key, Passphrase = new Secret("guess") });

        Assert.Contains($"'{key}' (ssh.privateKeyPath) cannot be used: it is encrypted.", missing);
        Assert.Contains("ssh.passphraseEnv", missing);
        Assert.Contains("the passphrase does not decrypt it", wrong);
        Assert.Contains("ssh.passphraseEnv", wrong);
        Assert.DoesNotContain("guess", wrong);
    }

    [TestMethod]
    public void A_missing_or_invalid_key_file_is_a_configuration_error()
    {
        Assert.Contains("it does not exist", ConfigurationError(Wire.Options(Home) with { PrivateKeyPath = Home["none"] }));
        Assert.Contains("Invalid private key file", ConfigurationError(Wire.Options(Home) with { PrivateKeyPath = Home.Write("text", "not a key") }));
        Assert.Contains("it cannot be read", ConfigurationError(Wire.Options(Home) with { PrivateKeyPath = Home.Root }));
    }

    [TestMethod]
    [DataRow("ed25519")]
    [DataRow("ecdsa")]
    [DataRow("rsa")]
    public async Task The_agents_key_logs_in(string type)
    {
        using var agent = new SshAgentProcess(Home, AuthorizedKey("key", type));

        var result = await Wire.RunAsync(Wire.Options(Home) with { PrivateKeyPath = null, AgentSocket = agent.Socket });

        Assert.AreEqual("ready\n", result.Output);
    }

    // A stand-in for Windows, where OpenSSH's agent has a named pipe: elsewhere .NET finds a pipe by this file.
    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task An_agent_on_a_named_pipe_logs_in()
    {
        using var agent = new SshAgentProcess(Home, AuthorizedKey("key", "ed25519"));
        var name = $"stagecraft-{Guid.NewGuid():N}";
        var file = Path.Combine(Path.GetTempPath(), $"CoreFxPipe_{name}");
        File.CreateSymbolicLink(file, agent.Socket);
        try
        {
            var result = await Wire.RunAsync(Wire.Options(Home) with { PrivateKeyPath = null, AgentSocket = $@"\\.\pipe\{name}" });

            Assert.AreEqual("ready\n", result.Output);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [TestMethod]
    public async Task The_agent_signs_for_a_configured_key_that_is_encrypted()
    {
        var plain = AuthorizedKey("key");
        using var agent = new SshAgentProcess(Home, Shell.Keygen(Home["other"]), plain);
        Shell.Run("ssh-keygen", "-q", "-p", "-P", "", "-N", "open sesame", "-f", plain);

        var result = await Wire.RunAsync(Wire.Options(Home) with { PrivateKeyPath = plain, AgentSocket = agent.Socket });

        Assert.AreEqual("ready\n", result.Output);
    }

    [TestMethod]
    [DataRow("id_ed25519", "ed25519")]
    [DataRow("id_ecdsa", "ecdsa")]
    [DataRow("id_rsa", "rsa")]
    public async Task A_default_key_file_logs_in_without_a_configured_key_and_agent(string name, string type)
    {
        Directory.CreateDirectory(Home[".ssh"]);
        AuthorizedKey($".ssh/{name}", type);

        var result = await Wire.RunAsync(Wire.Options(Home) with { PrivateKeyPath = null, AgentSocket = Home["stale"] });

        Assert.AreEqual("ready\n", result.Output);
    }

    [TestMethod]
    public async Task An_unreadable_default_key_file_is_ignored()
    {
        Directory.CreateDirectory(Home[".ssh"]);
        Shell.Keygen(Home[".ssh/id_ed25519"], passphrase: "open sesame");
        AuthorizedKey(".ssh/id_rsa", "rsa");

        var result = await Wire.RunAsync(Wire.Options(Home) with { PrivateKeyPath = null });

        Assert.AreEqual("ready\n", result.Output);
    }

    [TestMethod]
    public async Task Without_any_key_the_failure_lists_what_was_searched()
    {
        var failure = await Wire.FailureAsync(Wire.Options(Home) with { PrivateKeyPath = null });

        Assert.AreEqual(ErrorCode.SshAuthFailed, failure.Code);
        Assert.Contains($"no key in ssh-agent or {Home[".ssh"]}", failure.Message);
    }

    [TestMethod]
    public async Task A_refused_key_fails_with_user_key_and_allowed_methods()
    {
        var key = Shell.Keygen(Home["stranger"]);

        var failure = await Wire.FailureAsync(Wire.Options(Home) with { PrivateKeyPath = key });

        Assert.AreEqual(ErrorCode.SshAuthFailed, failure.Code);
        Assert.AreEqual(
            $"127.0.0.1:{SharedServer.Port} rejected user '{Environment.UserName}' with the keys from {key}. Allowed methods: publickey.",
            failure.Observed);
    }

    [TestMethod]
    public async Task A_password_only_host_fails_with_its_allowed_methods()
    {
        var failure = await Wire.FailureAsync(Wire.Options(Home), Wire.Host(SharedServer.PasswordPort));

        Assert.AreEqual(ErrorCode.SshAuthFailed, failure.Code);
        Assert.Contains("Allowed methods: password.", failure.Observed);
    }

    [TestMethod]
    public async Task A_host_that_requires_a_second_factor_fails_and_says_so()
    {
        using var server = new Sshd(["ed25519"], sshd => $"Match LocalPort {sshd.Ports[0]}\nAuthenticationMethods publickey,password\nPasswordAuthentication yes");

        var failure = await Wire.FailureAsync(Wire.Options(Home) with { PrivateKeyPath = server.ClientKey }, Wire.Host(server.Ports[0]));

        Assert.AreEqual(ErrorCode.SshAuthFailed, failure.Code);
        Assert.AreEqual(
            $"127.0.0.1:{server.Ports[0]} accepted the key of user '{Environment.UserName}' but requires a second factor (password), which bootstrap does not support.",
            failure.Observed);
        Assert.DoesNotContain("authorized_keys", failure.Remedy);
    }

    [TestMethod]
    public async Task A_host_that_requires_two_keys_gets_both()
    {
        using var server = new Sshd(["ed25519"], _ => "AuthenticationMethods publickey,publickey");
        var second = Shell.Keygen(Home["second"]);
        server.Authorize(second);
        using var agent = new SshAgentProcess(Home, server.ClientKey, second);

        var options = Wire.Options(Home) with { PrivateKeyPath = null, AgentSocket = agent.Socket };

        Assert.AreEqual("ready\n", (await Wire.RunAsync(options, host: Wire.Host(server.Ports[0]))).Output);
    }

    [TestMethod]
    [DataRow("PubkeyAcceptedAlgorithms ssh-ed25519")]
    [DataRow("RequiredRSASize 4096")]
    public async Task An_rsa_key_that_the_host_disables_fails_with_a_hint(string setting)
    {
        using var server = new Sshd(["ed25519"], _ => setting);
        var key = Shell.Keygen(Home["key"], "rsa", "", "-b", "2048");
        server.Authorize(key);

        var failure = await Wire.FailureAsync(Wire.Options(Home) with { PrivateKeyPath = key }, Wire.Host(server.Ports[0]));
        var ofAnother = await Wire.FailureAsync(Wire.Options(Home) with { PrivateKeyPath = Shell.Keygen(Home["other"]) }, Wire.Host(server.Ports[0]));

        Assert.AreEqual(ErrorCode.SshAuthFailed, failure.Code);
        Assert.Contains("RequiredRSASize and PubkeyAcceptedAlgorithms", failure.Remedy);
        Assert.DoesNotContain("RSA keys", ofAnother.Message);
    }

    [TestMethod]
    public async Task Too_many_agent_keys_fail_as_refused()
    {
        using var agent = new SshAgentProcess(Home, [.. Enumerable.Range(0, 8).Select(i => Shell.Keygen(Home[$"k{i}"]))]);

        var failure = await Wire.FailureAsync(Wire.Options(Home) with { PrivateKeyPath = null, AgentSocket = agent.Socket });

        Assert.AreEqual(ErrorCode.SshAuthFailed, failure.Code);
        Assert.Contains("agent (8 keys)", failure.Observed);
    }

    [TestMethod]
    public async Task A_user_of_the_host_item_overrides_the_configured_one()
    {
        var failure = await Wire.FailureAsync(Wire.Options(Home), Wire.Host() with { SshUser = "no-such-user" });

        Assert.AreEqual(ErrorCode.SshAuthFailed, failure.Code);
        Assert.Contains("'no-such-user'", failure.Observed);
    }

    private static string ConfigurationError(SshOptions options) =>
        Assert.ThrowsExactly<ConfigurationException>(() => SshConnector.Create(options)).Message;

    private string AuthorizedKey(string name, string type = "ed25519", string passphrase = "", params string[] more)
    {
        var key = Shell.Keygen(Home[name], type, passphrase, more);
        SharedServer.Sshd.Authorize(key);
        return key;
    }
}

using Stagecraft.Application;
using Stagecraft.Bootstrap;
using Stagecraft.Testing;

namespace Stagecraft.Configuration.Tests;

[TestClass]
public sealed class SudoPasswordTests
{
    [TestMethod]
    public void A_password_comes_from_a_variable_and_is_masked()
    {
        var environment = Config.RunEnvironment(("SUDO_PASSWORD", " hunter two\n"));

        var settings = Config.Read(Ssh("sudoPasswordEnv: SUDO_PASSWORD"), environment);

        Assert.AreEqual("hunter two", settings.Options.SudoPassword?.Reveal());
        Assert.AreEqual("say ***", environment.Mask("say hunter two"));
        Assert.IsEmpty(settings.Options.Warnings);
    }

    [TestMethod]
    public void A_password_comes_from_a_file_and_is_masked()
    {
        using var folder = new TemporaryFolder();
        var environment = Config.RunEnvironment();

        var settings = Config.Read(Ssh($"sudoPasswordFile: {Private(folder, "hunter two\n")}"), environment);

        Assert.AreEqual("hunter two", settings.Options.SudoPassword?.Reveal());
        Assert.AreEqual("say ***", environment.Mask("say hunter two"));
        Assert.IsEmpty(settings.Options.Warnings);
    }

    [TestMethod]
    public void Without_a_setting_there_is_no_password() => Assert.IsNull(Config.Read(Ssh("user: deploy")).Options.SudoPassword);

    [TestMethod]
    public void A_short_password_is_accepted_with_a_warning_and_not_masked()
    {
        using var folder = new TemporaryFolder();
        var environment = Config.RunEnvironment(("PW", "abcd"));
        var file = Private(folder, "abcd");

        var fromVariable = Config.Read(Ssh("sudoPasswordEnv: PW"), environment);
        var fromFile = Config.Read(Ssh($"sudoPasswordFile: {file}"), environment);

        Assert.AreEqual("abcd abcd", $"{fromVariable.Options.SudoPassword?.Reveal()} {fromFile.Options.SudoPassword?.Reveal()}");
        Assert.AreEqual(
            "The secret in the environment variable PW (infra.bootstrap.ssh.sudoPasswordEnv) has fewer than 5 characters, so it cannot be masked in output. Use a longer one.",
            fromVariable.Options.Warnings.Single());
        Assert.AreEqual(
            $"The secret in the file '{file}' (infra.bootstrap.ssh.sudoPasswordFile) has fewer than 5 characters, so it cannot be masked in output. Use a longer one.",
            fromFile.Options.Warnings.Single());
        Assert.AreEqual("abcd", environment.Mask("abcd"));
    }

    [TestMethod]
    [DataRow("sudoPasswordEnv: NOPE", "stagecraft.yml:4:28: The environment variable NOPE is not set. Set it to the secret for infra.bootstrap.ssh.sudoPasswordEnv.")]
    [DataRow("sudoPasswordEnv: LINES", "stagecraft.yml:4:28: infra.bootstrap.ssh.sudoPasswordEnv names a secret of several lines. The password for sudo must be one line.")]
    [DataRow("sudoPasswordEnv: [a]", "stagecraft.yml:4:28: infra.bootstrap.ssh.sudoPasswordEnv must be text.")]
    [DataRow("sudoPasswordEnv: hunter two", "stagecraft.yml:4:28: The environment variable that is named here is not set. Set it to the secret for infra.bootstrap.ssh.sudoPasswordEnv.")]
    [DataRow("sudoPasswordEnv: A, sudoPasswordFile: b", "stagecraft.yml:4:49: infra.bootstrap.ssh has both sudoPasswordEnv and sudoPasswordFile. Keep one.")]
    public void A_wrong_setting_is_refused_with_its_position(string setting, string expected) =>
        Assert.AreEqual(expected, Config.Errors(Ssh(setting), ("LINES", "one\ntwo three")).Single());

    [TestMethod]
    public void A_password_is_read_only_if_hosts_are_reached()
    {
        var yaml = Hosts("{id: a, sshSudoPasswordEnv: NOPE}") + Ssh("sudoPasswordFile: /nope");

        var settings = new ProjectReader(ProjectFile.Parse(yaml, "f.yml", Config.Directory), Config.RunEnvironment()).Read(cloudSecrets: true, hostSecrets: false);

        Assert.IsNull(settings.Options.SudoPassword);
    }

    [TestMethod]
    public async Task A_host_in_the_configuration_can_have_its_own_password()
    {
        using var folder = new TemporaryFolder();
        var environment = Config.RunEnvironment(("OF_A", "password-a"));

        var settings = Config.Read(Hosts("{id: a, sshSudoPasswordEnv: OF_A}", $"{{id: b, sshSudoPasswordFile: {Private(folder, "password-b")}}}", "{id: c}") + Ssh("user: deploy"), environment);

        var plan = await settings.Cloud!.PlanAsync(null, new NoProgress(), CancellationToken.None);
        Assert.AreEqual("password-a password-b ", string.Join(' ', plan.Existing.Select(host => host.SudoPassword?.Reveal())));
        Assert.AreEqual("*** ***", environment.Mask("password-a password-b"));
    }

    [TestMethod]
    [DataRow("sshSudoPasswordEnv: HOME", "1:30")]
    [DataRow("sshSudoPasswordFile: /etc/shadow", "1:31")]
    public void A_hosts_document_cannot_name_a_password(string setting, string place)
    {
        var exception = Assert.ThrowsExactly<ConfigurationException>(() => HostsDocument.Parse($"[{{id: a, {setting}}}]", "hosts"));

        Assert.AreEqual(
            $"hosts:{place}: hosts[0].{setting.Split(':')[0]} is not allowed in a hosts document, which could come from another person. Set it in stagecraft.yml or in the host's item.",
            exception.Message);
    }

    [TestMethod]
    public void A_list_of_hosts_contains_neither_a_password_nor_its_place() =>
        Assert.DoesNotContain("udo", HostsJson.Write([new Host { Id = "a", SudoPassword = new Secret("hunter2"), SudoPasswordVariable = "PW", SudoPasswordFile = "/pw" }]));

    private static string Hosts(params string[] hosts) => $"cloud: {{provider: static, providers: {{static: {{hosts: [{string.Join(", ", hosts)}]}}}}}}\n";

    private static string Ssh(string setting) => $"network: {{provider: none}}\ninfra:\n  bootstrap:\n    ssh: {{{setting}}}\n";

    private static string Private(TemporaryFolder folder, string text)
    {
        var file = folder.Write("password", text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead);
        return file;
    }
}

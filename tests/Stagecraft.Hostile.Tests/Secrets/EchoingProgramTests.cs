using Stagecraft.Testing;

namespace Stagecraft.Hostile.Tests.Secrets;

/// <summary>The program of the provider <c>command</c> prints every secret that it can read, to every output.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class EchoingProgramTests
{
    private const string Config = """
        cloud:
          provider: command
          providers:
            command: {command: [/bin/sh, say.sh]}
            digitalocean: {token_env: DO_TOKEN, ssh_key_name: k, hosts: {p: {a: {size: s, region: r}}}}
        network:
          provider: none
          providers:
            tailscale: {auth_key_file: key, tailnet_domain: example.ts.net}
        infra:
          bootstrap:
            ssh: {passphraseEnv: SSH_PASSPHRASE, sudoPasswordEnv: SUDO_PASSWORD}
        """;

    // None of the commands needs any of these secrets.
    private static readonly string Everything = $"{Canary.Key} {Canary.Passphrase} {Canary.Token} {Canary.SudoPassword}";

    private static readonly string Long = new('x', 980);

    // A program has the environment of the process.
    private const string Real = "STAGECRAFT_TEST_CANARY";

    public static IEnumerable<object[]> CommandsAndPrograms =>
        from command in (string[])["plan", "hosts", "hosts --output json", "plan --output json", "check", "run --verbose", "run --output json"]
        from program in (string[])["stderr", "long line", "endless line", "role", "tags", "id", "unknown key", "broken document", "nothing"]
        select new object[] { command, program };

    [TestMethod]
    [DynamicData(nameof(CommandsAndPrograms))]
    public async Task Output_of_a_program_contains_no_secret_in_any_command(string command, string program)
    {
        var printed = program switch
        {
            "stderr" => Script(error: Everything, exit: 1),
            "long line" => Script(error: Long + Everything, exit: 1),
            "endless line" => Script(error: string.Concat(Enumerable.Repeat(Everything, 400)), exit: 1),
            "role" => Script($"[{{\"id\": \"a\", \"publicIp\": \"203.0.113.7\", \"role\": {Quoted(Everything)}}}]"),
            "tags" => Script($"[{{\"id\": \"a\", \"publicIp\": \"203.0.113.7\", \"tags\": [{Quoted(Long + Everything)}]}}]"),
            "id" => Script($"[{{\"id\": {Quoted(Everything)}, \"publicIp\": \"203.0.113.7\"}}]"),
            "unknown key" => Script($"[{{\"id\": \"a\", {Quoted(Everything)}: 1}}]"),
            "broken document" => Script($"[ *{Everything}"),
            _ => Script("", error: Everything),
        };
        using var tool = new ToolFolder { Config = Config, Files = [("key", Canary.Key), .. printed] };

        var (_, left) = await tool.RunAsync(command.Split(' '));

        // Text that is not shown needs no mask.
        if (program is not ("endless line" or "broken document" or "nothing" or "tags")) Assert.Contains("***", left);
        Canary.AssertNowhere(left, $"{command}, {program}");
    }

    [TestMethod]
    [DataRow("", "unset")]
    [DataRow(", passEnv: [STAGECRAFT_TEST_CANARY]", "***")]
    public async Task A_program_gets_a_secret_only_if_the_configuration_says_so(string setting, string expected)
    {
        Environment.SetEnvironmentVariable(Real, "a-canary-of-the-process");
        Environment.SetEnvironmentVariable("STAGECRAFT_TEST_UNNAMED", "goes-along");
        using var tool = new ToolFolder
        {
            Config = $$"""
                cloud:
                  provider: command
                  providers:
                    command: {command: [/bin/sh, say.sh]{{setting}}}
                    digitalocean: {token_env: {{Real}}}
                network: {provider: none}
                """,
            Variables = { [Real] = "a-canary-of-the-process" },
            Files = [("say.sh", $$"""echo "[{id: a, publicIp: 203.0.113.7, role: got-${{{Real}}-unset}, tags: [$STAGECRAFT_TEST_UNNAMED]}]" """)],
        };

        var (exit, left) = await tool.RunAsync("hosts");

        Assert.AreEqual(0, exit, left);
        Assert.Contains($"got-{expected}", left);
        Assert.Contains("goes-along", left);
        Assert.DoesNotContain("a-canary-of-the-process", left);
    }

    [TestMethod]
    public async Task A_hosts_document_with_a_secret_is_shown_without_it()
    {
        using var tool = new ToolFolder
        {
            Config = Config,
            Files = [("key", Canary.Key), ("hosts.json", $"[{{\"id\": \"a\", \"publicIp\": \"203.0.113.7\", \"role\": {Quoted(Everything)}}}]")],
        };

        var (exit, left) = await tool.RunAsync("hosts", "--hosts", "hosts.json");

        Assert.AreEqual(0, exit, left);
        Assert.Contains("*** *** ***", left);
        Canary.AssertNowhere(left, "hosts");
    }

    // A pipe gives its text once, to the command that needs it. Reading a pipe without a writer never ends.
    [TestMethod]
    public async Task A_pipe_that_is_not_needed_is_not_read()
    {
        using var folder = new TemporaryFolder();
        var pipe = folder.PathOf("pipe");
        using (var make = System.Diagnostics.Process.Start("mkfifo", [pipe])) await make.WaitForExitAsync();
        using var tool = new ToolFolder
        {
            Config = $"network: {{provider: tailscale, providers: {{tailscale: {{auth_key_file: {pipe}, tailnet_domain: example.ts.net}}}}}}\ncloud: {{provider: static, providers: {{static: {{hosts: [{{id: a}}]}}}}}}\n",
        };

        var (exit, left) = await tool.RunAsync("hosts");

        Assert.AreEqual(0, exit, left);
    }

    private static string Quoted(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    private static (string, string)[] Script(string output = "", string error = "", int exit = 0) =>
        [("out", output), ("err", error), ("say.sh", $"cat out; cat err >&2; exit {exit}")];
}

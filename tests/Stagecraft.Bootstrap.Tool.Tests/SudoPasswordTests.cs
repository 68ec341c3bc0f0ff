using Stagecraft.Application;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tool.Tests;

/// <summary>The option <c>--ask-sudo-password</c>.</summary>
[TestClass]
public sealed class SudoPasswordTests
{
    private const string Hosts = "cloud: {provider: static, providers: {static: {hosts: [{id: a, publicIp: 203.0.113.7}, {id: b, publicIp: 203.0.113.8, sshSudoPasswordEnv: OF_B}]}}}\nnetwork: {provider: none}\n";

    // The variable is not set: a password that is asked for replaces it.
    private const string Config = Hosts + "infra: {bootstrap: {ssh: {user: deploy, sudoPasswordEnv: NOT_SET}}}\n";

    [TestMethod]
    [DataRow("run")]
    [DataRow("up")]
    [DataRow("check")]
    public async Task A_person_is_asked_once_for_all_hosts(string command)
    {
        var asked = 0;
        var (exit, error, connector) = await RunAsync([command, "--ask-sudo-password", "--verbose"], () =>
        {
            asked++;
            return "hunter two";
        });

        Assert.AreEqual(0, exit, error);
        Assert.AreEqual(1, asked);
        Assert.Contains("\npassword='hunter two'\n", connector["a"].Commands[0].Input);
        Assert.Contains("\npassword='password of b'\n", connector["b"].Commands[0].Input);
        Assert.Contains("says ***", error);
        Assert.DoesNotContain("hunter two", error);
    }

    [TestMethod]
    public async Task A_short_password_gives_a_warning()
    {
        var (exit, error, connector) = await RunAsync(["--ask-sudo-password"], () => "abcd");

        Assert.AreEqual(0, exit, error);
        Assert.Contains("\npassword='abcd'\n", connector["a"].Commands[0].Input);
        Assert.Contains("The password for sudo has fewer than 5 characters, so it cannot be masked in output. Use a longer one.", error);
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    public async Task Without_an_answer_no_host_is_touched(string? answer)
    {
        var (exit, error, connector) = await RunAsync(["--ask-sudo-password"], () => answer);

        Assert.AreEqual(1, exit);
        Assert.AreEqual("error: No password for sudo was entered, so no host was touched.\n", error);
        Assert.IsEmpty(connector.Connected);
    }

    [TestMethod]
    public async Task Without_a_terminal_the_option_is_refused()
    {
        var (exit, error, connector) = await RunAsync(["--ask-sudo-password"], ask: null);

        Assert.AreEqual(1, exit);
        Assert.AreEqual("error: --ask-sudo-password needs a terminal on standard input. Without one, set infra.bootstrap.ssh.sudoPasswordEnv in stagecraft.yml.\n", error);
        Assert.IsEmpty(connector.Connected);
    }

    [TestMethod]
    public async Task A_wrong_configuration_is_reported_before_a_person_is_asked()
    {
        var (exit, error, _) = await RunAsync(["--ask-sudo-password"], () => throw new InvalidOperationException("asked"), Config.Replace("user:", "usr:", StringComparison.Ordinal));

        Assert.AreEqual(1, exit);
        Assert.Contains("Unknown key 'usr'", error);
    }

    [TestMethod]
    [DataRow("hosts")]
    [DataRow("plan")]
    [DataRow("config validate")]
    public async Task A_command_that_connects_to_no_host_does_not_ask(string command)
    {
        var (exit, error, _) = await RunAsync([.. command.Split(' '), "--ask-sudo-password"], () => "hunter two");

        Assert.AreEqual(1, exit);
        Assert.Contains("--ask-sudo-password", error);
    }

    [TestMethod]
    [DataRow("abc\r", "abc")]
    [DataRow("\r", "")]
    [DataRow("\b\babx\bc\r", "abc")]
    [DataRow("wrong\u0015abc\r", "abc")]
    [DataRow("a\tb c\u00e4\r", "ab c\u00e4")]
    [DataRow("abc\u0003", null)]
    [DataRow("abc\u0004", null)]
    [DataRow("abc\u001b", null)]
    public void A_line_is_read_from_keys(string typed, string? expected)
    {
        var keys = new Queue<char>(typed);

        var read = Prompt.Read(() => Key(keys.Dequeue()));

        Assert.AreEqual(expected, read);
        Assert.IsEmpty(keys);
    }

    private static ConsoleKeyInfo Key(char c) => c switch
    {
        '\r' => new(c, ConsoleKey.Enter, shift: false, alt: false, control: false),
        '\b' => new(c, ConsoleKey.Backspace, shift: false, alt: false, control: false),
        '\u001b' => new(c, ConsoleKey.Escape, shift: false, alt: false, control: false),
        '\u0003' => new(c, ConsoleKey.C, shift: false, alt: false, control: true),
        '\u0004' => new(c, ConsoleKey.D, shift: false, alt: false, control: true),
        '\u0015' => new(c, ConsoleKey.U, shift: false, alt: false, control: true),
        _ => new(c, default, shift: false, alt: false, control: false),
    };

    private static async Task<(int Exit, string Error, ScriptedConnector Connector)> RunAsync(string[] arguments, Func<string?>? ask, string config = Config)
    {
        using var folder = new TemporaryFolder();
        folder.Write("stagecraft.yml", config);
        var connector = new ScriptedConnector
        {
            Default = _ => new ScriptedHost { User = "deploy" }
            .On("preflight", HostAnswers.Preflight, error: "the host says hunter two\n")
            .On("docker-detect", HostAnswers.Docker)
            .On("docker-settings")
        };
        using var output = new StringWriter();
        using var error = new StringWriter { NewLine = "\n" };

        var exit = await ToolApp.RunAsync(
            arguments,
            new Terminal(TextReader.Null, output, error, AskPassword: ask),
            new RunEnvironment
            {
                Environment = name => name == "OF_B" ? "password of b" : null,
                CurrentDirectory = folder.Root,
                HomeDirectory = folder.Root,
                Connect = _ => connector,
            },
            CancellationToken.None);
        return (exit, error + output.ToString(), connector);
    }
}

using System.Runtime.Versioning;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Remote;

/// <summary>A command with a password for sudo, as a real shell runs it, with a sudo that records what it gets.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
[SupportedOSPlatform("linux")]
public sealed class SudoPasswordShellTests : IDisposable
{
    private const string Password = "it's a 'p' \"w\" $HOME `id` \\n * ;&|#%s";

    // The real one reads a line of its input for each attempt. This one reads all that it could read.
    private const string Sudo = """
        #!/bin/sh
        folder=${0%/*}
        printf '%s\n' "$*" >>"$folder/arguments"
        env >>"$folder/environment"
        free=yes
        while :; do
            case $1 in
                -n) free=no ;;
                -S) free=read ;;
                -p) shift ;;
                -k) ;;
                *) break ;;
            esac
            shift
        done
        if [ "$free" = read ]; then
            cat >"$folder/input"
            [ "$(cat "$folder/input")" = "$(cat "$folder/password")" ] || { echo 'sudo: 1 incorrect password attempt' >&2; exit 1; }
        elif [ ! -e "$folder/free" ]; then
            echo 'sudo: a password is required' >&2
            exit 1
        fi
        exec "$@"
        """;

    private readonly TemporaryFolder folder = new();

    public SudoPasswordShellTests()
    {
        ShellCommand.WriteProgram(() =>
        {
            File.WriteAllText(folder.PathOf("sudo"), Sudo.ReplaceLineEndings("\n"));
            File.SetUnixFileMode(folder.PathOf("sudo"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        });
        File.WriteAllText(folder.PathOf("password"), Password + "\n");
    }

    public void Dispose() => folder.Dispose();

    [TestMethod]
    [DataRow("sh")]
    [DataRow("bash")]
    public async Task The_input_of_sudo_is_the_password_and_nothing_else(string shell)
    {
        var result = await RunAsync(Password, shell);

        Assert.AreEqual(Password + "\n", Recorded("input"));
        Assert.AreEqual("", result.Error);
        Assert.AreEqual("x hush", Answered(result));
        Assert.DoesNotContain("it's a", Recorded("arguments") + Recorded("environment"));
    }

    [TestMethod]
    [DataRow("sh")]
    [DataRow("bash")]
    public async Task A_wrong_password_is_one_attempt_and_runs_nothing(string shell)
    {
        var result = await RunAsync("wrong", shell);

        Assert.AreEqual("wrong\n", Recorded("input"));
        Assert.AreEqual(1, result.ExitStatus);
        Assert.AreEqual("", result.Output);
        Assert.AreEqual("sudo: 1 incorrect password attempt\n", result.Error);
    }

    [TestMethod]
    [DataRow("sh")]
    [DataRow("bash")]
    public async Task A_sudo_that_requires_no_password_does_not_get_it(string shell)
    {
        File.WriteAllText(folder.PathOf("free"), "");

        var result = await RunAsync(Password, shell);

        Assert.IsFalse(File.Exists(folder.PathOf("input")));
        Assert.AreEqual("-k -n timeout -k 5 60 true\n-n timeout -k 5 60 sh -s\n", Recorded("arguments"));
        Assert.AreEqual("", result.Error);
        Assert.AreEqual("x hush", Answered(result));
    }

    [TestMethod]
    public async Task A_command_for_a_password_does_not_use_a_remembered_one()
    {
        await RunAsync(Password, "sh");

        var arguments = Recorded("arguments").Split('\n');
        Assert.AreEqual("-k -n timeout -k 5 60 true", arguments[0]);
        Assert.StartsWith("-k -S -p  timeout -k 5 60 sh /proc/", arguments[1]);
    }

    [TestMethod]
    public async Task A_truncated_stream_with_a_password_runs_nothing()
    {
        var input = Compose(Password).Input;
        var closing = input.LastIndexOf('}');

        foreach (var length in Enumerable.Range(0, closing + 1).Where(length => length % 64 == 0 || length > closing - 1500))
            await ShellCommand.RunAsync(ShellCommand.Sh, ["-s"], input[..length], Environment());

        Assert.IsFalse(File.Exists(folder.PathOf("arguments")), "sudo was started");
    }

    private static string Answered(CommandResult result)
    {
        var answer = ScriptProtocol.Parse(result).Single();
        return $"{answer["first"]} {answer["secret"]}";
    }

    private string Recorded(string file) => File.ReadAllText(folder.PathOf(file));

    private Dictionary<string, string> Environment() => new(StringComparer.Ordinal)
    {
        ["PATH"] = $"{folder.Root}:/usr/bin:/bin",
        // A variable that is exported already would also export its new value.
        ["password"] = "exported",
        ["script"] = "exported",
    };

    private Task<CommandResult> RunAsync(string password, string shell)
    {
        if (!File.Exists($"/bin/{shell}")) Assert.Inconclusive($"There is no {shell} here.");
        return ShellCommand.RunAsync($"/bin/{shell}", ["-s"], Compose(password).Input, Environment());
    }

    private static RemoteCommand Compose(string password) => ScriptProtocol.Compose(
        [RemoteScript.Load(typeof(SudoPasswordShellTests).Assembly, "arguments").With("x").WithSecret(new Secret("hush"))],
        elevate: true,
        TimeSpan.FromSeconds(60),
        password: new Secret(password));
}

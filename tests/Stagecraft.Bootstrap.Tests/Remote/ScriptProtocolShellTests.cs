using System.Text;
using Stagecraft.Testing;

namespace Stagecraft.Bootstrap.Tests.Remote;

/// <summary>The protocol as a real shell reads it.</summary>
[TestClass]
public sealed class ScriptProtocolShellTests
{
    private const string Awkward = "it's a 'hush' \"one\" $HOME `id` \\ * ;&|#\u00e4";

    [TestMethod]
    public async Task Arguments_arrive_unchanged()
    {
        var answer = await OneAsync(Script("arguments").With("a=b:c/d,e@f+g-h_i.j", "--", "-n"));

        Assert.AreEqual("3 a=b:c/d,e@f+g-h_i.j -n", $"{answer["count"]} {answer["first"]} {answer["last"]}");
        Assert.IsFalse(answer.TryGet("secret", out _));
    }

    [TestMethod]
    public async Task A_script_without_arguments_gets_none_of_earlier_scripts()
    {
        var answers = await RunAsync([Script("arguments").With("a", "b", "c"), Script("arguments")]);

        Assert.AreEqual("3 0", $"{answers[0]["count"]} {answers[1]["count"]}");
    }

    [TestMethod]
    public async Task A_secret_arrives_unchanged_and_reaches_no_child_process()
    {
        // An exported variable with that name would also export its new value.
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["secret"] = "exported" };

        var answer = await OneAsync(Script("environment-of-a-child").WithSecret(new Secret(Awkward)), environment);

        Assert.AreEqual(Awkward, answer["mine"]);
        Assert.AreEqual("0 0", $"{answer["child"]} {answer["name"]}");
    }

    [TestMethod]
    public async Task A_secret_of_several_lines_does_not_end_early()
    {
        var answer = await OneAsync(Script("arguments").WithSecret(new Secret("first\n)\nexit 9\n'")));

        Assert.AreEqual("0 first", $"{answer.ExitStatus} {answer["secret"]}");
    }

    [TestMethod]
    public async Task A_secret_belongs_to_one_script_only()
    {
        var answers = await RunAsync([Script("arguments").WithSecret(new Secret("hush")), Script("arguments")]);

        Assert.AreEqual("hush ", $"{answers[0]["secret"]} {answers[1]["secret"]}");
    }

    [TestMethod]
    public async Task Each_script_has_its_own_exit_status_and_does_not_end_the_next()
    {
        var answers = await RunAsync([Script("ends-with-seven"), Script("arguments").With("x"), Script("ends-with-seven")]);

        Assert.AreEqual("7 0 7", string.Join(' ', answers.Select(answer => answer.ExitStatus)));
        Assert.AreEqual("yes", answers[2]["before"]);
    }

    [TestMethod]
    public async Task A_command_cannot_read_the_next_script_from_its_input()
    {
        var answers = await RunAsync([Script("reads-input"), Script("arguments").With("x")]);

        Assert.AreEqual("end", answers[0]["read"]);
        Assert.IsFalse(answers[0].TryGet("line", out _));
        Assert.AreEqual("x", answers[1]["first"]);
    }

    [TestMethod]
    public async Task Scripts_run_in_an_environment_that_an_account_cannot_change()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["IFS"] = "a", ["LC_ALL"] = "de_DE.UTF-8", ["UNSET_PROBE"] = "one two" };

        var answer = await OneAsync(Script("surroundings"), environment);

        Assert.AreEqual("/ C 0", $"{answer["directory"]} {answer["locale"]} {answer["fields"]}");
        Assert.AreEqual("2", answer["words"]);
        Assert.AreEqual("one", answer["first"]);
        Assert.IsFalse(answer.TryGet("empty", out _));
    }

    [TestMethod]
    public async Task A_truncated_stream_runs_nothing()
    {
        var input = Compose([Script("ends-with-seven"), Script("arguments").With("x").WithSecret(new Secret("hush"))]).Input;
        var closing = input.LastIndexOf('}');
        var ran = new List<int>();

        // Every byte of the scripts. Of the prelude, only some positions.
        var start = input.IndexOf("(\nprintf", StringComparison.Ordinal);
        foreach (var length in Enumerable.Range(0, closing + 1).Where(length => length >= start || length % 16 == 0))
        {
            var result = await ShellCommand.ShAsync(input[..length]);
            if (result.Output.Length > 0) ran.Add(length);
        }

        Assert.IsGreaterThan(300, closing - start);
        Assert.AreEqual("", string.Join(' ', ran));
        Assert.HasCount(2, ScriptProtocol.Parse(await ShellCommand.ShAsync(input)));
    }

    [TestMethod]
    public async Task A_stream_without_its_end_runs_everything_or_nothing()
    {
        var input = Compose([Script("arguments").With("x")]).Input;
        var closing = input.LastIndexOf('}');
        for (var length = closing + 1; length <= input.Length; length++)
        {
            var result = await ShellCommand.ShAsync(input[..length]);

            Assert.IsTrue(
                result.Output.Length == 0 || ScriptProtocol.Parse(result) is [{ Succeeded: true }],
                $"cut to '{input[closing..length]}': {result.Output}");
        }
    }

    [TestMethod]
    public async Task A_failed_decisive_script_is_the_last_one()
    {
        var (failing, other) = (Script("ends-with-seven"), Script("arguments").With("x"));

        var stopped = await RunAsync([other, failing, other], decisive: failing);
        var free = await RunAsync([failing, other, other], decisive: other);

        Assert.AreEqual("arguments 0, ends-with-seven 7", Ends(stopped));
        Assert.AreEqual("ends-with-seven 7, arguments 0, arguments 0", Ends(free));
    }

    [TestMethod]
    public async Task A_script_sees_the_status_of_the_previous_one()
    {
        var (failing, ended) = (Script("ends-with-seven"), Script("how-it-went"));

        var answers = await RunAsync([ended, ended, failing, ended]);

        Assert.AreEqual(", 0, 7", $"{answers[0]["before"]}, {answers[1]["before"]}, {answers[3]["before"]}");
    }

    [TestMethod]
    public async Task Output_of_a_command_is_quoted_unchanged_unless_it_fails()
    {
        var answer = await OneAsync(Script("quotes"));

        Assert.AreEqual("one\n\n=two\n  three", answer["text"]);
        Assert.AreEqual("", answer["nothing"]);
        Assert.IsFalse(answer.TryGet("failure", out _));
        Assert.AreEqual("0 3 yes", $"{answer["well"]} {answer["ill"]} {answer["after"]}");
    }

    [TestMethod]
    public async Task A_program_is_found_as_the_shell_finds_it()
    {
        var answer = await OneAsync(Script("locates"));

        Assert.AreEqual(answer["shells"], answer["located"]);
        Assert.StartsWith("/", answer["located"]);
        Assert.IsFalse(answer.TryGet("absent", out _));
        Assert.AreEqual("2", answer["words"]);
    }

    [TestMethod]
    [DataRow("sh", DisplayName = "the system's shell")]
    [DataRow("bash", DisplayName = "bash")]
    public async Task A_hanging_probe_is_ended_and_the_others_run(string shell)
    {
        if (!File.Exists("/usr/bin/timeout")) Assert.Inconclusive("There is no timeout here.");
        if (!File.Exists($"/bin/{shell}")) Assert.Inconclusive($"There is no {shell} here.");
        // The third script times out at a limit that the second one meets on this machine.
        IReadOnlyList<ScriptAnswer> answers = [];
        for (var seconds = 2; seconds <= 2000 && !(answers is [_, var second, _] && second.TryGet("text", out _)); seconds *= 10)
            answers = await HangAsync(shell, seconds);

        Assert.AreEqual("hangs 0, quotes 0, hangs 0", Ends(answers));
        Assert.AreEqual("none, then limited", answers[0]["limits"]);
        Assert.AreEqual("limited, then limited", answers[2]["limits"]);
        Assert.IsFalse(answers[0].TryGet("hangs", out _) || answers[2].TryGet("hangs", out _));
        Assert.AreEqual("one\n\n=two\n  three", answers[1]["text"]);
    }

    private static async Task<IReadOnlyList<ScriptAnswer>> HangAsync(string shell, int seconds)
    {
        var command = ScriptProtocol.Compose([Script("hangs"), Script("quotes"), Script("hangs")], elevate: false, TimeSpan.FromSeconds(seconds), onlyAsks: true);
        Assert.AreEqual($"timeout -k {seconds / 2} {seconds / 2} sh -s", command.CommandLine);
        var note = Path.Combine(Path.GetTempPath(), $"stagecraft-{Guid.NewGuid():n}");
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["HANGS"] = note };

        // timeout(1) reacts to a signal as to the end of its time. The signal comes when the first script hangs.
        var result = await ShellCommand.RunAsync("/usr/bin/timeout", ["-k", "1d", "1d", $"/bin/{shell}", "-s"], command.Input, environment, async timeout =>
        {
            await Eventually.HoldsAsync(() => File.Exists(note));
            await ShellCommand.RunAsync("/bin/sh", ["-c", $"kill -TERM {timeout.Id}"], "");
        });

        File.Delete(note);
        return ScriptProtocol.Parse(result);
    }

    [TestMethod]
    public void The_command_line_has_no_parameter()
    {
        var plain = Compose([Script("arguments").With("x").WithSecret(new Secret("hush"))]);
        var elevated = ScriptProtocol.Compose([Script("arguments")], elevate: true, TimeSpan.FromMilliseconds(1));

        Assert.AreEqual("timeout -k 5 60 sh -s", plain.CommandLine);
        Assert.AreEqual("sudo -n timeout -k 5 1 sh -s", elevated.CommandLine);
        Assert.AreEqual("timeout -k 30 31 sh -s", ScriptProtocol.Compose([Script("arguments")], elevate: false, TimeSpan.FromSeconds(60.5), onlyAsks: true).CommandLine);
        Assert.AreEqual(TimeSpan.FromSeconds(70), plain.Timeout);
        Assert.AreEqual(plain.Input.Length, Encoding.UTF8.GetByteCount(plain.Input), "a cut at a byte is a cut at a character");
    }

    private static RemoteScript Script(string name) => RemoteScript.Load(typeof(ScriptProtocolShellTests).Assembly, name);

    private static string Ends(IReadOnlyList<ScriptAnswer> answers) =>
        string.Join(", ", answers.Select(answer => $"{answer.Name} {answer.ExitStatus}"));

    private static RemoteCommand Compose(IReadOnlyList<RemoteScript> scripts, RemoteScript? decisive = null) =>
        ScriptProtocol.Compose(scripts, elevate: false, TimeSpan.FromSeconds(60), decisive);

    private static async Task<ScriptAnswer> OneAsync(RemoteScript script, IReadOnlyDictionary<string, string>? environment = null) =>
        (await RunAsync([script], environment)).Single();

    private static async Task<IReadOnlyList<ScriptAnswer>> RunAsync(
        IReadOnlyList<RemoteScript> scripts, IReadOnlyDictionary<string, string>? environment = null, RemoteScript? decisive = null)
    {
        var result = await ShellCommand.ShAsync(Compose(scripts, decisive).Input, environment);
        Assert.AreEqual("", result.Error);
        return ScriptProtocol.Parse(result);
    }
}

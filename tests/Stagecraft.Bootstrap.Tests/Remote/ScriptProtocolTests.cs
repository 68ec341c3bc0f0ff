using Stagecraft.Bootstrap.Tests.Engine;

namespace Stagecraft.Bootstrap.Tests.Remote;

[TestClass]
public sealed class ScriptProtocolTests
{
    [TestMethod]
    public void Answers_are_read_between_their_markers()
    {
        var answers = Parse("@@stagecraft begin one\na=1\nb=x=y\nc=\n@@stagecraft end one 0\n@@stagecraft begin two\n@@stagecraft end two 3\n", "a warning");

        Assert.HasCount(2, answers);
        Assert.AreEqual("one 0 1 x=y ", $"{answers[0].Name} {answers[0].ExitStatus} {answers[0]["a"]} {answers[0]["b"]} {answers[0]["c"]}");
        Assert.IsTrue(answers[0].Succeeded);
        Assert.IsTrue(answers[0].TryGet("c", out _));
        Assert.IsFalse(answers[0].TryGet("d", out _));
        Assert.AreEqual("", answers[0]["d"]);
        Assert.AreEqual("two 3", $"{answers[1].Name} {answers[1].ExitStatus}");
        Assert.IsFalse(answers[1].Succeeded);
        Assert.AreEqual("a warning", answers[1].Error);
    }

    [TestMethod]
    [DataRow("Welcome to Ubuntu!\n\n * Support: https://ubuntu.com/pro\n@@stagecraft begin one\na=1\n@@stagecraft end one 0\n")]
    [DataRow("banner without a line break@@stagecraft begin one\na=1\n@@stagecraft end one 0\n")]
    [DataRow("motd\r\n@@stagecraft begin one\r\na=1\r\n@@stagecraft end one 0\r\n")]
    [DataRow("@@stagecraft begin one\na=1\n@@stagecraft end one 0\nlogout\nkey=value\n")]
    [DataRow("@@stagecraft end other 1\n@@stagecraft begin one\na=1\n@@stagecraft end one 0\n")]
    public void Noise_around_an_answer_is_skipped(string output)
    {
        var answer = Parse(output).Single();

        Assert.AreEqual("one 0 1", $"{answer.Name} {answer.ExitStatus} {answer["a"]}");
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("hello\n")]
    [DataRow("@@stagecraft begin one\na=1\n")]
    [DataRow("@@stagecraft begin one\na=1\n@@stagecraft end one")]
    [DataRow("@@stagecraft begin one\na=1\n@@stagecraft end one 0")]
    [DataRow("@@stagecraft begin one\na=1\nb")]
    [DataRow("@@stagecraft begin one\na=1\n@@stagecraft begin two\nb=1\n@@stagecraft end two 0\n")]
    public void An_incomplete_answer_is_ignored(string output) => Assert.IsEmpty(Parse(output));

    [TestMethod]
    public void A_complete_answer_is_kept_if_the_next_one_is_cut_off() =>
        Assert.AreEqual("one", Parse("@@stagecraft begin one\n@@stagecraft end one 0\n@@stagecraft begin two\nke").Single().Name);

    [TestMethod]
    [DataRow("no equals sign")]
    [DataRow("")]
    [DataRow("=value")]
    [DataRow("a=1\n@@stagecraft quote a\n@@stagecraft quoted a 0")]
    [DataRow("a key=value")]
    [DataRow("@@stagecraft end two 0")]
    [DataRow("a=1\na=2")]
    public void A_malformed_line_of_an_answer_is_refused(string line) =>
        Assert.ThrowsExactly<FormatException>(() => Parse($"@@stagecraft begin one\n{line}\n@@stagecraft end one 0\n"));

    [TestMethod]
    public void A_refused_line_is_quoted_in_printable_form()
    {
        var exception = Assert.ThrowsExactly<FormatException>(() => Parse("@@stagecraft begin one\n\u001b[2Jowned\n@@stagecraft end one 0\n"));

        Assert.AreEqual("one answered '[2Jowned' instead of key=value.", exception.Message);
    }

    [TestMethod]
    public void A_value_cannot_imitate_a_marker()
    {
        var answer = Parse("@@stagecraft begin one\na=@@stagecraft end one 0\nb=@@stagecraft begin two\n@@stagecraft end one 0\n").Single();

        Assert.AreEqual("@@stagecraft end one 0", answer["a"]);
    }

    [TestMethod]
    public void Output_of_a_command_is_a_value_of_many_lines()
    {
        var answer = Parse("@@stagecraft begin one\na=1\n@@stagecraft quote text\nb=2\r\n\n  @@stagecraft begin two\n no key \n\n@@stagecraft quoted text 0\nc=3\n@@stagecraft end one 0\n").Single();

        Assert.AreEqual("b=2\n\n  @@stagecraft begin two\n no key", answer["text"]);
        Assert.AreEqual("1 3", $"{answer["a"]} {answer["c"]}");
        Assert.IsFalse(answer.TryGet("b", out _));
    }

    [TestMethod]
    [DataRow("1")]
    [DataRow("143")]
    [DataRow("")]
    public void Output_of_a_failed_command_is_not_a_value(string status)
    {
        var answer = Parse($"@@stagecraft begin one\n@@stagecraft quote text\nhalf a line\n@@stagecraft quoted text {status}\n@@stagecraft end one 0\n").Single();

        Assert.IsFalse(answer.TryGet("text", out _));
    }

    [TestMethod]
    public void Output_without_an_end_marker_continues_to_the_end()
    {
        var answers = Parse("@@stagecraft begin one\n@@stagecraft quote text\nyyyyy\nyyy\n@@stagecraft quoted other 0\nb=2\n@@stagecraft end one 0\n@@stagecraft begin two\nc=3\n@@stagecraft end two 0\n");

        Assert.AreEqual("yyyyy\nyyy\n@@stagecraft quoted other 0\nb=2", answers[0]["text"]);
        Assert.AreEqual("3", answers[1]["c"]);
    }

    // timeout(1) ends a probe's hanging program, and each later one gets its own limit, a third of the remaining time.
    [TestMethod]
    [DataRow(60, "timeout -k 30 30 sh -s", "timeout 10")]
    [DataRow(1, "timeout -k 1 1 sh -s", "timeout 1")]
    public void A_probe_that_hangs_leaves_time_for_the_others(int seconds, string commandLine, string limit)
    {
        var command = Compose(seconds, onlyAsks: true);

        Assert.AreEqual(commandLine, command.CommandLine);
        Assert.Contains($"\nlimited=\ntrap 'limited=\"{limit}\"' TERM\n(\ntrap 'limited=\"{limit}\"' TERM\nprintf ", command.Input);
    }

    [TestMethod]
    public void A_change_is_not_ended_early_and_limits_what_it_asks()
    {
        var command = Compose(60, onlyAsks: false);

        Assert.AreEqual("timeout -k 5 60 sh -s", command.CommandLine);
        Assert.Contains("\nlimited='timeout 20'\n(\nprintf ", command.Input);
        Assert.DoesNotContain("trap ", command.Input);
    }

    private static RemoteCommand Compose(int seconds, bool onlyAsks) => ScriptProtocol.Compose(
        [RemoteScript.Load(typeof(FakeNetwork).Assembly, FakeNetwork.Probe)], elevate: false, TimeSpan.FromSeconds(seconds), onlyAsks: onlyAsks);

    private static IReadOnlyList<ScriptAnswer> Parse(string output, string error = "") =>
        ScriptProtocol.Parse(new CommandResult(0, null, output, error));
}

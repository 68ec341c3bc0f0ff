namespace Stagecraft.Bootstrap.Tests.Text;

[TestClass]
public sealed class SafeTextTests
{
    [TestMethod]
    [DataRow(null, "")]
    [DataRow("", "")]
    [DataRow("  plain text \n", "plain text")]
    [DataRow("naïve – 日本語 🚀", "naïve – 日本語 🚀")]
    [DataRow("a  b", "a  b")]
    [DataRow("one\r\ntwo\tthree\0four", "one two three four")]
    [DataRow("\u001b[31mred\u001b[0m", "[31mred [0m")]
    [DataRow("\u009b31mred", "31mred")]
    [DataRow("a\u202egnp.exe", "a gnp.exe")]
    [DataRow("a\u2066b\u2069c", "a b c")]
    [DataRow("a\u2028b\u2029c\u0085d", "a b c d")]
    [DataRow("\ufefftext", "text")]
    [DataRow("\u001b\u001b", "")]
    [DataRow("pay\u200bpal\u200e\u061c", "pay pal")]
    [DataRow("a\U000E0041b", "a b")]
    [DataRow("a\uffffb\ufffec", "a b c")]
    public void Text_becomes_one_printable_line(string? text, string expected) => Assert.AreEqual(expected, SafeText.Line(text));

    [TestMethod]
    [DataRow("::error::owned", "'::error::owned")]
    [DataRow("  ::add-mask::x", "'::add-mask::x")]
    [DataRow("\u001b::error::owned", "'::error::owned")]
    [DataRow("a::b", "a::b")]
    [DataRow(":", "':")]
    [DataRow("##vso[task.setvariable variable=x]y", "# #vso[task.setvariable variable=x]y")]
    [DataRow("E: ##vso[task.complete result=Succeeded]", "E: # #vso[task.complete result=Succeeded]")]
    [DataRow("said ##[add-mask]x", "said # #[add-mask]x")]
    [DataRow("####[", "# # # #[")]
    [DataRow("#\u0001#[x", "# #[x")]
    [DataRow("issue #1", "issue #1")]
    public void A_command_for_a_build_server_is_neutralized(string text, string expected) => Assert.AreEqual(expected, SafeText.Line(text));

    [TestMethod]
    public void A_printable_line_stays_unchanged()
    {
        var text = new string("fine".AsSpan());

        Assert.AreSame(text, SafeText.Line(text));
    }

    [TestMethod]
    public void A_printable_line_at_the_limit_stays_unchanged()
    {
        var text = new string('a', 1000);

        Assert.AreSame(text, SafeText.Line(text));
    }

    [TestMethod]
    [DataRow("", "")]
    [DataRow("a", "a")]
    [DataRow("  a  ", "  a  ")]
    [DataRow("  a\u001bb  ", "  a b")]
    [DataRow("a\u001b", "a")]
    [DataRow("  ::error::x", "  '::error::x")]
    public void An_indented_line_keeps_its_indentation(string line, string expected) => Assert.AreEqual(expected, SafeText.Indented(line));

    [TestMethod]
    [DataRow("  a\u001bb", "  a b")]
    [DataRow("a:\n  - b\u001bc\n\n  - d\n", "a:\n  - b c\n\n  - d\n")]
    public void Several_lines_keep_their_line_breaks(string text, string expected) => Assert.AreEqual(expected, SafeText.Lines(text));

    [TestMethod]
    public void Half_a_character_is_replaced()
    {
        Assert.AreEqual("a\ufffdb", SafeText.Line("a\ud83db"));
        Assert.AreEqual("\ufffd\ufffd🚀\ufffd", SafeText.Line("\udc00\ud83d🚀\ud83d"));
    }

    [TestMethod]
    public void A_line_at_the_limit_is_not_cut() =>
        Assert.AreEqual(new string('a', 5000) + " b", SafeText.WholeLine(new string('a', 5000) + "\nb"));

    [TestMethod]
    public void A_long_line_is_cut_and_marked()
    {
        Assert.AreEqual(new string('a', 1000), SafeText.Line(new string('a', 1000)));
        Assert.AreEqual(new string('a', 1000) + "…", SafeText.Line(new string('a', 1001)));
        Assert.AreEqual(new string('a', 998) + "🚀", SafeText.Line(new string('a', 998) + "🚀"));
    }

    [TestMethod]
    public void A_character_is_never_cut_in_half()
    {
        var cut = SafeText.Line(new string('a', 999) + "🚀🚀");

        Assert.AreEqual(new string('a', 999) + "…", cut);
    }

    [TestMethod]
    [DataRow("https://example.com/a", "https://example.com/a")]
    [DataRow("https://user:pass@example.com/a", "***@example.com/a")]
    [DataRow("https://token@example.com/a", "***@example.com/a")]
    [DataRow("user:p@ss@example.com", "***@example.com")]
    [DataRow("root@203.0.113.7", "root@203.0.113.7")]
    [DataRow("https://example.com/?token=x@y", "https://example.com/?***")]
    [DataRow("?token=x", "?***")]
    [DataRow(":pass@example.com", "***@example.com")]
    [DataRow("@example.com:22", "@example.com:22")]
    public void An_address_is_shown_without_a_possible_password(string text, string expected) => Assert.AreEqual(expected, SafeText.Url(text));

    [TestMethod]
    [DataRow("#", "#")]
    [DataRow("##", "#\\u0023")]
    public void A_number_sign_is_escaped_after_another(string json, string expected) => Assert.AreEqual(expected, SafeText.Json(json));

    [TestMethod]
    public void Json_keeps_its_meaning_and_contains_no_control_characters() =>
        Assert.AreEqual("[\n  \"a #\\u0023vso[x] \\u202e🚀\"\n]", SafeText.Json("[\n  \"a ##vso[x] \u202e🚀\"\n]"));
}

using System.Text;

namespace Stagecraft.Bootstrap.Tests.Text;

[TestClass]
public sealed class TextWrapTests
{
    [TestMethod]
    [DataRow("one two three four five six", "one two three four five\n  six")]
    [DataRow("東京 東京 東京 東京 東京 東京", "東京 東京 東京 東京 東京\n  東京")]
    [DataRow("short", "short")]
    [DataRow("", "")]
    [DataRow("see https://example.com/a/very/long/address now", "see\n  https://example.com/a/very/long/address\n  now")]
    [DataRow("two  spaces stay in a line", "two  spaces stay in a\n  line")]
    public void Lines_break_at_words_and_continue_with_an_indent(string text, string expected) => Assert.AreEqual(expected, TextWrap.Wrap(text, hanging: 2, width: 24));

    [TestMethod]
    public void A_line_may_have_exactly_the_width() => Assert.AreEqual("12345 12345 12345 123456", TextWrap.Wrap("12345 12345 12345 123456", hanging: 2, width: 24));

    [TestMethod]
    public void Without_a_width_nothing_is_wrapped()
    {
        var text = string.Join(' ', Enumerable.Repeat("word", 100));

        Assert.AreEqual(text, TextWrap.Wrap(text, hanging: 2, width: null));
    }

    [TestMethod]
    public void The_first_indent_counts()
    {
        var output = new StringBuilder();

        output.AppendWrapped("  + docker  ", "install docker.io, docker-compose", hanging: 12, width: 34);

        Assert.AreEqual("  + docker  install docker.io,\n            docker-compose\n", output.ToString());
    }

    [TestMethod]
    public void A_very_narrow_window_still_gets_some_words_per_line() => Assert.AreEqual("one two three four\n  five", TextWrap.Wrap("one two three four five", hanging: 2, width: 1));
}

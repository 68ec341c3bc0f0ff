namespace Stagecraft.Bootstrap.Tests.Text;

[TestClass]
public sealed class CellsTests
{
    [TestMethod]
    [DataRow("app-1", 5)]
    [DataRow("東京", 4)]
    [DataRow("e\u0301", 1)]
    [DataRow("👍", 2)]
    [DataRow("👍🏽", 2)]
    [DataRow("🇩🇪", 2)]
    [DataRow("❤️", 2)]
    [DataRow("\u1112\u1161\u11ab", 2)]
    [DataRow("", 0)]
    public void A_text_has_the_columns_that_a_terminal_gives_it(string text, int expected) => Assert.AreEqual(expected, Cells.Of(text));

    [TestMethod]
    public void Cut_text_keeps_whole_characters()
    {
        Assert.AreEqual("デ…", Cells.Cut("データ", 4));
        Assert.AreEqual("😀…", Cells.Cut("😀😀", 3));
        Assert.AreEqual("…", Cells.Cut("😀😀", 2));
        Assert.AreEqual("", Cells.Cut("text", 0));
        Assert.AreEqual("text", Cells.Cut("text", 4));
        Assert.AreEqual("t...", Cells.Cut("texts", 4, "..."));
        Assert.AreEqual("..", Cells.Cut("texts", 2, "..."));
    }

    [TestMethod]
    [DataRow("abcdefghij", "abc…ij")]
    [DataRow("東京東京東京", "東…京")]
    [DataRow("😀😀😀😀", "😀…😀")]
    [DataRow("e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301", "e\u0301e\u0301e\u0301…e\u0301e\u0301")]
    public void Shortening_splits_no_character(string text, string expected) => Assert.AreEqual(expected, Cells.Shorten(text, 6));

    [TestMethod]
    public void Shortening_uses_the_given_ellipsis() => Assert.AreEqual("ab...j", Cells.Shorten("abcdefghij", 6, Cells.AsciiEllipsis));

    [TestMethod]
    public void A_text_that_fits_is_not_shortened() => Assert.AreEqual("東京東", Cells.Shorten("東京東", 6));
}

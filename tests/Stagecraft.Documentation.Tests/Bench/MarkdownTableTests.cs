using Stagecraft.Bench.Statistics;

namespace Stagecraft.Lab.Tests.Documentation.Bench;

[TestClass]
public sealed class MarkdownTableTests
{
    [TestMethod]
    public void A_first_column_without_a_title_names_the_rows()
    {
        var table = new MarkdownTable("", "wall, ratio", "wall, s");
        table.Add("ours", "0.85", "6.17");

        Assert.AreEqual("| | wall, ratio | wall, s |\n|---|---:|---:|\n| ours | 0.85 | 6.17 |\n", table.ToString());
    }

    [TestMethod]
    public void A_first_column_with_a_title_is_a_number_too()
    {
        var table = new MarkdownTable("delay", "ratio");
        table.Add("20 ms", "1.18");

        Assert.AreEqual("| delay | ratio |\n|---:|---:|\n| 20 ms | 1.18 |\n", table.ToString());
    }

    [TestMethod]
    public void A_row_has_a_cell_for_each_column() => Assert.ThrowsExactly<ArgumentException>(() => new MarkdownTable("", "ratio").Add("ours"));
}

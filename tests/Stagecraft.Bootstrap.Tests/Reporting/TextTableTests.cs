using System.Text;
using Stagecraft.Bootstrap.Reports;

namespace Stagecraft.Bootstrap.Tests.Reporting;

/// <summary>A table in a terminal. Long cells are shortened in the middle until the lines fit, down to a minimum width.</summary>
[TestClass]
public sealed class TextTableTests
{
    [TestMethod]
    public void Wide_characters_keep_the_columns_aligned()
    {
        var table = new TextTable("HOST", "ID");
        table.Add("データベース", "1");
        table.Add("db", "2");
        var output = new StringBuilder();

        table.WriteTo(output);

        Assert.AreEqual("HOST          ID\nデータベース  1\ndb            2\n", output.ToString());
    }

    [TestMethod]
    [DataRow(null, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa  bbbbbbbbbbbb")]
    [DataRow(44, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa  bbbbbbbbbbbb")]
    [DataRow(43, "aaaaaaaaaaaaaa…aaaaaaaaaaaaaa  bbbbbbbbbbbb")]
    [DataRow(30, "aaaaaaaaaa…aaaaaaaaa  bbbb…bbb")]
    [DataRow(29, "aaaaaaaaaa…aaaaaaaaa  bbbb…bbb")]
    [DataRow(1, "aaaaaaaaaa…aaaaaaaaa  bbbb…bbb")]
    public void Cells_are_shortened_to_the_width_or_to_their_minimum(int? width, string expected)
    {
        var table = new TextTable("HOST", "ID");
        table.Add(new string('a', 30), new string('b', 12));
        var output = new StringBuilder();

        table.WriteTo(output, maxWidth: width);

        Assert.AreEqual(expected, output.ToString().Split('\n')[1]);
    }
}

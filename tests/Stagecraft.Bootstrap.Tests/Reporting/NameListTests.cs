using System.Text;
using Stagecraft.Bootstrap.Reports;

namespace Stagecraft.Bootstrap.Tests.Reporting;

[TestClass]
public sealed class NameListTests
{
    [TestMethod]
    [DataRow(new[] { 10 }, "10")]
    [DataRow(new[] { 100 }, "100")]
    // With the comma, the space and both indents: exactly 80, and one more.
    [DataRow(new[] { 40, 36 }, "40,36")]
    [DataRow(new[] { 40, 37 }, "40|37")]
    [DataRow(new[] { 100, 100 }, "100|100")]
    public void A_line_has_at_most_eighty_characters_or_one_name(int[] lengths, string expected)
    {
        var output = new StringBuilder();

        NameList.WriteTo(output, "  ", [.. lengths.Select(length => new string('n', length))]);

        var lines = output.ToString().TrimEnd('\n').Split('\n');
        Assert.AreEqual(expected, string.Join('|', lines.Select(line => string.Join(',', line.Split(',').Select(name => name.Trim().Length).Where(length => length > 0)))));
        foreach (var line in lines) Assert.StartsWith("  n", line);
    }
}

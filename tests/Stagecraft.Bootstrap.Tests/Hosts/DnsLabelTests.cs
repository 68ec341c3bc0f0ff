namespace Stagecraft.Bootstrap.Tests.Hosts;

[TestClass]
public sealed class DnsLabelTests
{
    [TestMethod]
    [DataRow("app-1", "app-1")]
    [DataRow("APP-1", "app-1")]
    [DataRow("1", "1")]
    [DataRow("a--b", "a--b")]
    public void A_label_is_converted_to_lower_case(string name, string expected)
    {
        Assert.IsTrue(DnsLabel.TryCreate(name, out var label));
        Assert.AreEqual(expected, label);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("-a")]
    [DataRow("a-")]
    [DataRow("-")]
    [DataRow("a.b")]
    [DataRow("a_b")]
    [DataRow("a b")]
    [DataRow("a\n")]
    [DataRow("ä")]
    [DataRow("\u212a")]
    [DataRow("$(id)")]
    public void Other_text_is_not_a_label(string name) => Assert.IsFalse(DnsLabel.TryCreate(name, out _));

    [TestMethod]
    public void A_label_has_at_most_63_characters()
    {
        Assert.IsTrue(DnsLabel.TryCreate(new string('a', 63), out _));
        Assert.IsFalse(DnsLabel.TryCreate(new string('a', 64), out _));
    }
}

namespace Stagecraft.Bootstrap.Tests.Hosts;

[TestClass]
public sealed class HostAddressTests
{
    [TestMethod]
    [DataRow("203.0.113.7")]
    [DataRow("2001:db8::1")]
    [DataRow("fe80::1%eth0")]
    [DataRow("app-1.example.com")]
    [DataRow("app-1.example.com.")]
    [DataRow("app_1")]
    [DataRow("host1", DisplayName = "a last label with a digit")]
    [DataRow("1.example.2a", DisplayName = "a last label that begins with a digit")]
    public void An_address_or_a_name_is_valid(string text) => Assert.IsTrue(HostAddress.IsValid(text));

    [TestMethod]
    [DataRow("")]
    [DataRow("7")]
    [DataRow("203.0.113")]
    [DataRow("app.1")]
    [DataRow("app..example")]
    [DataRow("-app")]
    [DataRow("app-")]
    [DataRow("app 1")]
    [DataRow("[2001:db8::1]")]
    public void Other_text_is_not_an_address(string text) => Assert.IsFalse(HostAddress.IsValid(text));

    [TestMethod]
    [DataRow(63, true)]
    [DataRow(64, false)]
    public void A_label_has_at_most_63_characters(int length, bool expected) => Assert.AreEqual(expected, HostAddress.IsValid(new string('a', length) + ".example"));

    [TestMethod]
    [DataRow(253, true)]
    [DataRow(254, false)]
    public void A_name_has_at_most_253_characters(int length, bool expected)
    {
        var name = string.Join('.', Enumerable.Repeat(new string('a', 50), 5));

        Assert.AreEqual(expected, HostAddress.IsValid(name[..250] + new string('b', length - 250)));
    }
}

namespace Stagecraft.Bootstrap.Tests.Text;

[TestClass]
public sealed class SuggestionTests
{
    private static readonly string[] Known = ["privateKeyPath", "port", "user", "host_key_policy"];

    [TestMethod]
    [DataRow("prot", " Did you mean 'port'?")]
    [DataRow("pxxt", "")]
    [DataRow("por", " Did you mean 'port'?")]
    [DataRow("usr", " Did you mean 'user'?")]
    [DataRow("private_key_path", " Did you mean 'privateKeyPath'?")]
    [DataRow("Private-Key-Path", " Did you mean 'privateKeyPath'?")]
    [DataRow("hostKeyPolicy", " Did you mean 'host_key_policy'?")]
    [DataRow("privatKeyPth", " Did you mean 'privateKeyPath'?")]
    [DataRow("something else", "")]
    [DataRow("", "")]
    public void The_nearest_known_word_is_offered(string written, string expected) => Assert.AreEqual(expected, Suggestion.For(written, Known));

    [TestMethod]
    public void Of_two_equally_near_words_the_first_is_offered() =>
        Assert.AreEqual(" Did you mean 'bat'?", Suggestion.For("at", ["cat", "bat"]));

    [TestMethod]
    public void Without_known_words_nothing_is_offered() => Assert.AreEqual("", Suggestion.For("port", []));
}

using Stagecraft.Bootstrap.Tests.Engine;

namespace Stagecraft.Bootstrap.Tests.Remote;

[TestClass]
public sealed class RemoteScriptTests
{
    private static readonly RemoteScript Script = RemoteScript.Load(typeof(FakeNetwork).Assembly, FakeNetwork.Probe);

    [TestMethod]
    [DataRow("latest")]
    [DataRow("docker.io=24.0.7")]
    [DataRow("https://mirror.example.com:8443/docker-ce/linux/ubuntu")]
    [DataRow("user@host,other+one")]
    [DataRow("-o")]
    [DataRow("--")]
    public void A_word_is_an_argument(string word)
    {
        Assert.IsTrue(RemoteScript.IsWord(word));
        Assert.AreSequenceEqual([word], Script.With(word).Arguments);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow(" ")]
    [DataRow("a b")]
    [DataRow("a\tb")]
    [DataRow("a\nb")]
    [DataRow("a\r")]
    [DataRow("a\0b")]
    [DataRow("$HOME")]
    [DataRow("`id`")]
    [DataRow("$(id)")]
    [DataRow("'a'")]
    [DataRow("\"a\"")]
    [DataRow("a\\b")]
    [DataRow("a;b")]
    [DataRow("a&b")]
    [DataRow("a|b")]
    [DataRow("a>b")]
    [DataRow("a<b")]
    [DataRow("*")]
    [DataRow("a?b")]
    [DataRow("[a]")]
    [DataRow("{a,b}")]
    [DataRow("(a)")]
    [DataRow("~")]
    [DataRow("#a")]
    [DataRow("!a")]
    [DataRow("a%b")]
    [DataRow("a^b")]
    [DataRow("ä")]
    [DataRow("\uff41")]
    public void Text_that_a_shell_could_interpret_is_refused(string text)
    {
        Assert.IsFalse(RemoteScript.IsWord(text));
        Assert.ThrowsExactly<ArgumentException>(() => Script.With("fine", text));
    }

    [TestMethod]
    public void A_refused_argument_is_quoted_in_printable_form()
    {
        var exception = Assert.ThrowsExactly<ArgumentException>(() => Script.With("fine", "a\u001bb"));

        Assert.StartsWith("'a b' is not a valid script argument.", exception.Message);
    }

    [TestMethod]
    public void Arguments_and_secret_are_kept_together()
    {
        var script = Script.WithSecret(new Secret("hush")).With("a", "b").With("c");

        Assert.AreEqual("hush", script.Secret!.Reveal());
        Assert.AreSequenceEqual(["c"], script.Arguments);
        Assert.AreEqual(FakeNetwork.Probe, script.ToString());
        Assert.IsEmpty(Script.Arguments, "a script is immutable");
    }

    [TestMethod]
    public void Libraries_come_before_the_script_that_calls_them()
    {
        var script = RemoteScript.Load(typeof(FakeNetwork).Assembly, FakeNetwork.Probe, "one() { :; }", "two() { :; }");

        Assert.StartsWith("two() { :; }\none() { :; }\nanswer joined", script.Text);
    }

    [TestMethod]
    public void A_missing_script_is_named()
    {
        var exception = Assert.ThrowsExactly<ArgumentException>(() => RemoteScript.Load(typeof(FakeNetwork).Assembly, "nowhere"));

        Assert.Contains("Stagecraft.Bootstrap.Tests has no embedded script 'nowhere.sh'", exception.Message);
    }
}

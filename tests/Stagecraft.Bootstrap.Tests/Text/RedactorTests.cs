using Stagecraft.Bootstrap.Text;

namespace Stagecraft.Bootstrap.Tests.Text;

[TestClass]
public sealed class RedactorTests
{
    [TestMethod]
    public void Every_occurrence_of_every_secret_is_masked() =>
        Assert.AreEqual("***, *** and ***", Redact("abc, xyz and abc", "abc", "xyz"));

    [TestMethod]
    public void A_secret_that_contains_another_is_masked_whole()
    {
        Assert.AreEqual("*** ***", Redact("token-extended token", "token", "token-extended"));
        Assert.AreEqual("*** ***", Redact("token-extended token", "token-extended", "token"));
    }

    [TestMethod]
    public void A_secret_in_an_address_is_masked_too() =>
        Assert.AreEqual("https://x/?key=***&raw=***", Redact("https://x/?key=a%2Fb%2Bc%20d&raw=a/b+c d", "a/b+c d"));

    [TestMethod]
    public void Case_matters() => Assert.AreEqual("ABC", Redact("ABC", "abc"));

    [TestMethod]
    public void An_empty_secret_masks_nothing() => Assert.AreEqual("text", Redact("text", ""));

    [TestMethod]
    public void Without_secrets_text_is_left_alone() => Assert.AreEqual("text", Redact("text"));

    [TestMethod]
    public void A_secret_does_not_print_itself()
    {
        var secret = new Secret("hush");

        Assert.AreEqual("***", $"{secret}");
        Assert.AreEqual("hush", secret.Reveal());
        Assert.IsFalse(secret.IsEmpty);
        Assert.IsTrue(new Secret("").IsEmpty);
        Assert.DoesNotContain("hush", System.Text.Json.JsonSerializer.Serialize(secret));
    }

    private static string Redact(string text, params string[] secrets) => new Redactor(secrets.Select(value => new Secret(value))).Redact(text);
}

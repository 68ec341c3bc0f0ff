using Stagecraft.Bootstrap;
using Stagecraft.Hostile.Tests.Fuzzing;

namespace Stagecraft.Hostile.Tests.Injection;

/// <summary>Words reach a shell unchanged.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class WordTests
{
    private const int PerShell = 200;

    private static readonly RemoteScript Words = RemoteScript.Load(typeof(WordTests).Assembly, "words");

    [TestMethod]
    public void Any_argument_is_refused_or_arrives_unchanged()
    {
        var texts = Property.Sample(Gens.Text, 4000).Concat(Property.Sample(Gens.Word, 1000)).ToList();

        var words = texts.Where(IsTaken).ToList();

        Assert.IsGreaterThan(1000, words.Count);
        Assert.IsLessThan(texts.Count - 1000, words.Count);
        foreach (var some in words.Chunk(PerShell))
        {
            var answer = Sh.Run([Words.With(some)]).Single();
            Assert.AreEqual($"{some.Length}", answer["count"]);
            for (var i = 0; i < some.Length; i++) Assert.AreEqual($"<{some[i]}>", answer[$"word_{i + 1}"]);
            Assert.AreEqual("still here", answer["after"]);
        }
    }

    [TestMethod]
    public void Any_secret_arrives_unchanged_and_is_not_executed()
    {
        var secrets = Property.Sample(Gens.Secret, 200).Concat(Property.Sample(Gens.Text, 400).Where(text => IsUnicode(text) && !text.Contains('\0'))).ToList();

        foreach (var some in secrets.Chunk(50))
        {
            var answers = Sh.Run([.. some.Select(secret => Words.WithSecret(new Secret(secret)))]);
            for (var i = 0; i < some.Length; i++)
            {
                // An answer is one line: the first of a secret that has several.
                Assert.AreEqual($"<{some[i]}>".Split('\n')[0].TrimEnd('\r'), answers[i]["secret"].TrimEnd('\r'));
                Assert.AreEqual("still here", answers[i]["after"]);
            }
        }
    }

    [TestMethod]
    [DataRow("$(reboot)")]
    [DataRow("tag:'a'\nreboot")]
    [DataRow("../../etc/passwd\n")]
    [DataRow("a b")]
    [DataRow("")]
    [DataRow("a\u2028b")]
    public void Other_text_is_not_an_argument(string text) => Assert.ThrowsExactly<ArgumentException>(() => Words.With(text));

    private static bool IsTaken(string text)
    {
        try
        {
            Words.With(text);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool IsUnicode(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text)) == text;
}

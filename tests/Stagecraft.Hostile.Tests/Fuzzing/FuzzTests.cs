namespace Stagecraft.Hostile.Tests.Fuzzing;

/// <summary>Any text gives a value or a documented exception, in bounded time.</summary>
[TestClass]
public sealed class FuzzTests
{
    public static IEnumerable<object[]> Names => Targets.All.Select(target => new object[] { target.Name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void A_reader_of_external_text_returns_a_value_or_a_documented_exception(string target) => Targets.All.Single(each => each.Name == target).Run();

    [TestMethod]
    public void The_same_seed_gives_the_same_texts()
    {
        var (one, two) = (new Mutator(Corpus.Of("hosts"), 7), new Mutator(Corpus.Of("hosts"), 7));

        Assert.AreSequenceEqual(Enumerable.Range(0, 100).Select(one.Text).ToList(), Enumerable.Range(0, 100).Select(two.Text));
    }

    [TestMethod]
    public void A_planted_defect_is_found()
    {
        var target = new FuzzTarget("hosts", 1000, text => _ = text[text.Length / 2 + 1], typeof(FormatException));

        Assert.Contains("IndexOutOfRangeException", Assert.ThrowsExactly<AssertFailedException>(target.Run).Message);
    }
}

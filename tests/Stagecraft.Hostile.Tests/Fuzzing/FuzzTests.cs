namespace Stagecraft.Hostile.Tests.Fuzzing;

/// <summary>Anything may be read: what comes of it is a value or a documented exception, and it comes.</summary>
[TestClass]
public sealed class FuzzTests
{
    public static IEnumerable<object[]> Names => Targets.All.Select(target => new object[] { target.Name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void A_reader_of_strangers_texts_ends_in_a_value_or_a_documented_exception(string target) => Targets.All.Single(each => each.Name == target).Run();

    [TestMethod]
    public void The_same_seed_makes_the_same_texts()
    {
        var (one, two) = (new Mutator(Corpus.Of("hosts"), 7), new Mutator(Corpus.Of("hosts"), 7));

        Assert.AreSequenceEqual(Enumerable.Range(0, 100).Select(one.Text).ToList(), Enumerable.Range(0, 100).Select(two.Text));
    }

    [TestMethod]
    public void A_defect_would_be_found()
    {
        var target = new FuzzTarget("hosts", 1000, text => _ = text[text.Length / 2 + 1], typeof(FormatException));

        Assert.Contains("IndexOutOfRangeException", Assert.ThrowsExactly<AssertFailedException>(target.Run).Message);
    }
}

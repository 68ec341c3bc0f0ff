using Stagecraft.Bench.Statistics;

namespace Stagecraft.Lab.Tests.Documentation.Bench;

[TestClass]
public sealed class WelchTestTests
{
    [TestMethod]
    public void The_difference_of_the_means_is_divided_by_its_standard_error()
    {
        double[] first = [1, 2, 3, 4, 5];
        double[] second = [2, 4, 6, 8, 10];

        // Means 3 and 6, variances 2.5 and 10: -3 / sqrt(2.5 / 5 + 10 / 5).
        Assert.AreEqual(-3 / Math.Sqrt(2.5), WelchTest.T(first, second), 1e-12);
        Assert.AreEqual(0, WelchTest.T(first, first));
    }

    [TestMethod]
    public void A_small_difference_is_found_below_interruptions()
    {
        Assert.IsLessThan(WelchTest.Threshold, Math.Abs(WelchTest.T([.. Interrupted(1000)], [.. Interrupted(1001)])));
        Assert.IsGreaterThan(100, WelchTest.LargestT(Interrupted(1000), Interrupted(1001)));
    }

    [TestMethod]
    public void Equal_classes_do_not_differ() => Assert.AreEqual(0, WelchTest.LargestT(Interrupted(1000), Interrupted(1000)));

    // Some of the measurements are a hundred times as slow.
    private static IEnumerable<double> Interrupted(double value) =>
        Enumerable.Range(0, 10_000).Select(i => i % 20 == 0 ? 100_000 + i : value + (i % 3 / 10.0));
}
